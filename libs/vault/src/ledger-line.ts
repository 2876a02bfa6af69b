import { DATA_CLASSES, type DataClass } from '@rapport/events';

/** An erasure: everything of a person that can be destroyed again, and nothing that says who it was. */
export interface ErasureLine {
  readonly kind: 'erasure';
  /** Which vault it was; handles of another one mean nothing here. */
  readonly vault: string;
  /** Of the erasure; one may have several lines. */
  readonly id: string;
  readonly at: string;
  readonly customer: string;
  readonly handles: readonly string[];
  /** Keyed hashes of the identifiers. */
  readonly hashes: readonly string[];
  /** Why, as a code, and the keys on whose behalf. */
  readonly ground: string;
  readonly by: readonly string[];
}

/** The end of a time of retention. */
export interface RetentionLine {
  readonly kind: 'retention';
  readonly vault: string;
  readonly at: string;
  readonly dataClass: DataClass;
  readonly quarter: string;
}

/**
 * A key that identifiers are hashed with since: hashes of later lines are under it, and a backup from before does not have it.
 */
export interface HashKeyLine {
  readonly kind: 'hash-key';
  readonly vault: string;
  readonly at: string;
  readonly keyId: number;
  /** The key as the vault has it, wrapped by the master key, in base64. */
  readonly wrapped: string;
}

export type LedgerLine = ErasureLine | RetentionLine | HashKeyLine;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^\d{1,4}:[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const WRAPPED = /^[A-Za-z0-9+/]{60,120}={0,2}$/;
const QUARTER = /^\d{4}Q[1-4]$/;

const all = (value: unknown, form: RegExp): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && form.test(one));
const is = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value);

const FORMS: Readonly<Record<LedgerLine['kind'], (line: Readonly<Record<string, unknown>>) => boolean>> = {
  erasure: (line) =>
    is(line['id'], UUID) && is(line['customer'], UUID) && all(line['handles'], UUID) && all(line['hashes'], HASH),
  'hash-key': (line) => Number.isInteger(line['keyId']) && is(line['wrapped'], WRAPPED),
  retention: (line) => DATA_CLASSES.includes(line['dataClass'] as DataClass) && is(line['quarter'], QUARTER),
};

/** The line that a text stands for; null when it is none. */
export const lineOf = (text: string): LedgerLine | null => {
  try {
    const line = JSON.parse(text) as Record<string, unknown>;
    const kind = line['kind'] as LedgerLine['kind'];
    const known = Object.hasOwn(FORMS, kind) && is(line['vault'], /^[0-9a-f]{16}$/) && is(line['at'], TIME);
    return known && FORMS[kind](line) ? (line as unknown as LedgerLine) : null;
  } catch {
    return null;
  }
};
