/** What a key may be for (domain.md, section 11). A key has exactly one role. */
export const ROLES = ['agent', 'supervisor', 'analyst', 'integrator', 'admin', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** True when the text names a role. */
export const isRole = (text: unknown): text is Role => ROLES.includes(text as Role);

/** Roles that see personal fields in clear; for all others they are masked. */
export const SEES_PERSONAL: ReadonlySet<Role> = new Set<Role>(['agent', 'supervisor', 'admin']);

/** On whose behalf a request runs. */
export interface Caller {
  /** Public part of the key; safe in logs. */
  readonly keyId: string;
  readonly role: Role;
  readonly name: string;
  /** Name prefixes of the sources that the key may write for; empty = all. */
  readonly sources: readonly string[];
}
