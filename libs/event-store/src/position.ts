/**
 * A place in the log: `<epoch>-<19 digits>`. Opaque to everybody outside an engine; within one epoch the text order is
 * the log order, and 64-bit positions survive JSON. The epoch names one history: it changes when a store is restored, so
 * that a follower of the old history stops instead of guessing.
 */
export type Position = string;

const DIGITS = 19;

/** Builds a position from an epoch (8 hex characters) and a non-negative 64-bit ordinal in decimal. */
export const position = (epoch: string, ordinal: string | number | bigint): Position =>
  `${epoch}-${String(ordinal).padStart(DIGITS, '0')}`;

/** The epoch of a position. */
export const epochOf = (at: Position): string => at.slice(0, at.length - DIGITS - 1);

/** The ordinal of a position in decimal, without leading zeros ("0" for the start). */
export const ordinalOf = (at: Position): string => at.slice(-DIGITS).replace(/^0+(?=\d)/, '');

/** True when the text has the form of a position. */
export const isPosition = (text: string): boolean => /^[0-9a-f]{8}-\d{19}$/.test(text);

/** A follower or reader came with a position of another history; it must stop and ask a person. */
export class EpochMismatch extends Error {
  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`position belongs to epoch ${actual}, this store's epoch is ${expected}: restored or replaced store`);
    this.name = 'EpochMismatch';
  }
}
