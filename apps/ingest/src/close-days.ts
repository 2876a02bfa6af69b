import { Problem, unavailable } from '@rapport/edge';
import type { Append, Outcome } from '@rapport/event-store';
import { dayExists, endOfDay } from '@rapport/events';
import { clockStream, closedDays, dayEnded, type DayToClose, publishDefaultRules } from '@rapport/read-db';
import type { IngestParts } from './parts';
import { lastDays, type Span } from './periods';
import { orUnavailable } from './store-answers';

/** Which days of the past somebody wants closed. */
export interface CloseWish {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly every: Span;
  readonly reason: string;
  /** Days that are closed already are closed again: what has come since is decided anew. */
  readonly restate: boolean;
  readonly by: string;
}

/** What was closed. */
export interface Closed {
  readonly dates: readonly string[];
  /** Days that were closed already. */
  readonly skipped: number;
  /** Periods that are not over: the clock, or a later request, closes them. */
  readonly notOver: number;
  /** Position of the last close; null when there was none. */
  readonly position: string | null;
}

/** The live clock waits as long before it closes a day. */
const GRACE_MS = 5 * 60_000;
const CLOSES_MAX = 5_000;
const ATTEMPTS_MAX = 10;

/**
 * Closes past days in order, all or none, as history: nothing acts on it. The stream's version tells when somebody else
 * closes days at the same time; then what is left is looked at again.
 * @throws Problem 422 when there are too many.
 */
export const closeDays = async (
  { store, currency }: Pick<IngestParts, 'store' | 'currency'>,
  wish: CloseWish,
  now: Date,
): Promise<Closed> => {
  const { zone, every, restate } = wish;
  const isOver = (date: string): boolean => Date.parse(endOfDay(date, zone)) + GRACE_MS <= now.getTime();
  const periods = lastDays(wish.from, wish.to, every);
  if (periods.length > CLOSES_MAX)
    throw new Problem(422, 'too-many-closes', `at most ${CLOSES_MAX} closes in one request`);
  // A projector that is just starting may not have said them yet, and a close before them would decide nothing.
  await orUnavailable(() => publishDefaultRules(store, currency, () => now));
  const all = periods.filter((date) => dayExists(date, zone));
  const dates = all.filter(isOver);
  const notOver = all.length - dates.length;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { version, times } = await orUnavailable(() => closedDays(store, zone));
    const left = restate ? dates : dates.filter((date) => !times.has(date));
    const skipped = dates.length - left.length;
    if (left.length === 0) return { dates: [], skipped, notOver, position: null };
    const days = left.map((date): DayToClose => ({ date, span: every, restatement: times.get(date) ?? 0 }));
    const outcome = await appended(store, appendOf(wish, days, version));
    if ('placed' in outcome) return { dates: left, skipped, notOver, position: outcome.placed.at(-1)!.position };
  }
  throw unavailable('closed-meanwhile', 'others close days at the same time; repeat the same request');
};

const appendOf = ({ zone, reason, by }: CloseWish, days: readonly DayToClose[], expected: number): Append => ({
  ...{ stream: clockStream(zone), expected },
  events: days.map((day) => dayEnded(zone, day, { by, historical: true, reason })),
});

const appended = async (store: IngestParts['store'], append: Append): Promise<Outcome> =>
  (await orUnavailable(() => store.append([append])))[0]!;
