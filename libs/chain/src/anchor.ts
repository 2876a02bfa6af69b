import { canonicalJson } from '@rapport/events';
import { sha256 } from './link';

/** A signed statement: "the first `count` events of this log, in their order, have this link". */
export interface Anchor {
  readonly format: 1;
  /** From 1, without gaps. */
  readonly number: number;
  /** Events from the beginning of the log up to and including the one below. */
  readonly count: number;
  /** Place, id and time of recording of the last of these events. */
  readonly position: string;
  readonly eventId: string;
  readonly recordedAt: string;
  /** The chain's link after that event: 64 hex digits. */
  readonly link: string;
  /** When the anchor was made: RFC 3339, UTC. */
  readonly at: string;
  /** Hash of the anchor before; null for the first. */
  readonly previous: string | null;
  /** Which key signed: see `keyIdOf`. */
  readonly keyId: string;
  /** Ed25519 over the canonical JSON of all other members, base64url. */
  readonly signature: string;
}

/** An anchor without its signature. */
export type Statement = Omit<Anchor, 'signature'>;

/** The bytes that are signed: RFC 8785 of all members but the signature. */
export const statementText = ({ ...anchor }: Statement & { readonly signature?: string }): string => {
  const { signature: _, ...statement } = anchor;
  return canonicalJson(statement);
};

/** What the next anchor names as `previous`: it covers the signature too. */
export const anchorHash = (anchor: Anchor): string => sha256(canonicalJson(anchor));

const HEX = /^[0-9a-f]{64}$/;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const FORM: Readonly<Record<keyof Anchor, (value: unknown) => boolean>> = {
  format: (value) => value === 1,
  number: isCount,
  count: isCount,
  position: (value) => /^[0-9a-f]{8}-\d{19}$/.test(String(value)),
  eventId: (value) => /^[0-9a-f-]{36}$/.test(String(value)),
  recordedAt: (value) => !Number.isNaN(Date.parse(String(value))),
  link: (value) => HEX.test(String(value)),
  at: (value) => !Number.isNaN(Date.parse(String(value))),
  previous: (value) => value === null || HEX.test(String(value)),
  keyId: (value) => /^[0-9a-f]{16}$/.test(String(value)),
  signature: (value) => /^[\w-]{86}$/.test(String(value)),
};

/** The anchor that a value is, or null when it has another form; whether it is true only its signature can say. */
export const asAnchor = (value: unknown): Anchor | null => {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const names = Object.keys(FORM) as (keyof Anchor)[];
  if (Object.keys(given).length !== names.length || !names.every((name) => FORM[name](given[name]))) return null;
  return value as Anchor;
};

/** Reads an anchor from a line of JSON; null when it is none. */
export const parseAnchor = (line: string): Anchor | null => {
  try {
    return asAnchor(JSON.parse(line));
  } catch {
    return null;
  }
};
