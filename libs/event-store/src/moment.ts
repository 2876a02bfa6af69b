const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The text is no moment in the form of RFC 3339. A fault of the caller's code. */
export class InvalidMoment extends Error {
  constructor() {
    super('a moment is RFC 3339 with an offset, such as 2026-11-20T14:03:00Z');
    this.name = 'InvalidMoment';
  }
}

/**
 * Milliseconds since 1970 of a moment (RFC 3339 with an offset). Events are recorded to the millisecond, so what is finer is
 * cut off. @throws InvalidMoment
 */
export const millisecondsOf = (moment: string): number => {
  const ms = MOMENT.test(moment) ? Date.parse(moment) : NaN;
  if (Number.isNaN(ms)) throw new InvalidMoment();
  return ms;
};
