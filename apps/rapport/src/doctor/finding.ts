import type { Config } from '@rapport/edge';

/** What one look found. `warn`: works, but not for long or not well. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** What the looks may use. */
export interface Patient {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One look; it never throws for what it is looking for. */
export type Look = (patient: Patient) => Promise<readonly Finding[]>;

export const ok = (check: string, detail: string): Finding => ({ check, status: 'ok', detail });
export const warn = (check: string, detail: string, fix: string): Finding => ({ check, status: 'warn', detail, fix });
export const fail = (check: string, detail: string, fix: string): Finding => ({ check, status: 'fail', detail, fix });
export const skipped = (check: string, detail: string): Finding => ({ check, status: 'skipped', detail });

/** The short reason of an error: its code where it has one. */
export const reasonOf = (error: unknown): string => {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: { code?: string } };
  return cause?.code ?? ([code, message].filter(Boolean).join(': ') || String(error));
};
