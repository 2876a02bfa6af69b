const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Milliseconds to wait after each failed attempt, at least: threefold each time, never more than six hours. After the last
 * one there is one more attempt, more than 28 hours after the first.
 */
export const DELAYS_MS: readonly number[] = [
  ...Array.from({ length: 8 }, (_, n) => 5_000 * 3 ** n),
  ...Array.from({ length: 4 }, () => 6 * HOUR_MS),
];

/** Share of a delay that is added by chance, so that what failed together does not come together again. */
const JITTER = 0.25;
/** A receiver may ask for so much time and not more: the attempts after that would come too late. */
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS;

/**
 * Milliseconds until the next attempt; null when that was the last one.
 * @param failed attempts so far, from 1 on.
 * @param chance from 0 to below 1.
 * @param askedMs what the receiver asked for; it can only make the wait longer.
 */
export const delayAfter = (
  failed: number,
  chance: number,
  askedMs = 0,
  delays: readonly number[] = DELAYS_MS,
): number | null => {
  const delay = delays[failed - 1];
  if (delay === undefined) return null;
  return Math.max(Math.round(delay * (1 + JITTER * chance)), Math.min(askedMs, RETRY_AFTER_MAX_MS));
};

/** Milliseconds that a Retry-After header asks for: seconds or an HTTP date; 0 when it says nothing that can be read. */
export const retryAfterMs = (header: string | undefined, now: number): number => {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, RETRY_AFTER_MAX_MS);
  const until = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(until) ? 0 : Math.min(Math.max(0, until - now), RETRY_AFTER_MAX_MS);
};
