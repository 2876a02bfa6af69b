import { addDays, localDay } from '@rapport/events';
import type { Client } from '../client';
import { awaitIdentity, awaitRules } from './await-progress';
import { type DaySpan, inRequests, type Period, spanToClose } from './close-span';
import type { Closes } from './closes';
import type { FileReport } from './report';
import { withoutRate } from './without-rate';

/** A day is the clock's own to close for a while after its end. */
const GRACE_MS = 10 * 60_000;

/** The first and last local day of the imported events that are over by now; null when there is none. */
export const daysOf = (
  files: readonly Pick<FileReport, 'firstOccurredAt' | 'lastOccurredAt'>[],
  zone: string,
  now: Date,
): DaySpan | null => {
  const moments = files.flatMap(({ firstOccurredAt, lastOccurredAt }) =>
    firstOccurredAt !== null && lastOccurredAt !== null ? [firstOccurredAt, lastOccurredAt] : [],
  );
  if (moments.length === 0) return null;
  const sorted = moments.sort();
  const yesterday = addDays(localDay(new Date(now.getTime() - GRACE_MS).toISOString(), zone), -1);
  const from = localDay(sorted[0]!, zone);
  const last = localDay(sorted.at(-1)!, zone);
  const to = last < yesterday ? last : yesterday;
  return from <= to ? { from, to } : null;
};

/** How the days of an import are closed. */
export interface Closing {
  readonly every: Period;
  /** The first day to be closed, `YYYY-MM-DD`; null = that of the earliest event. */
  readonly closeFrom: string | null;
  /** Whether to wait until the rules have decided at all closes. */
  readonly wait: boolean;
  readonly patienceMs: number;
}

/**
 * Closes the days, weeks or months that the imported events lie in, in the zone of the instance: it is its days that end.
 * Null when there is none. @throws Advice
 */
export const closeDays = async (
  { ask }: Client,
  files: readonly FileReport[],
  { every, closeFrom, wait, patienceMs }: Closing,
): Promise<Closes | null> => {
  const get = (path: string): Promise<unknown> => ask('GET', path);
  const { zone } = (await get('/v1/clock')) as { zone: string };
  const days = daysOf(files, zone, new Date());
  const span = days && spanToClose(days, every, closeFrom);
  if (span === null) return null;
  await awaitIdentity(get, patienceMs);
  const reason = `import of ${files.map(({ file }) => file).join(', ')}`.slice(0, 200);
  const answers: Closed[] = [];
  for (const part of inRequests(span, every)) {
    answers.push((await ask('POST', '/v1/clock/closes', { ...part, zone, every, reason })) as Closed);
  }
  const closed = added(answers);
  if (wait) await awaitRules(get, closed.position, patienceMs);
  return wait
    ? { ...closed, rules: 'decided', withoutRate: await withoutRate(get) }
    : { ...closed, rules: 'running', withoutRate: null };
};

type Closed = Omit<Closes, 'rules' | 'withoutRate'>;

/** What the requests closed together. */
const added = (answers: readonly Closed[]): Closed => ({
  zone: answers[0]!.zone,
  closed: answers.reduce((sum, one) => sum + one.closed, 0),
  skipped: answers.reduce((sum, one) => sum + one.skipped, 0),
  notOver: answers.reduce((sum, one) => sum + one.notOver, 0),
  first: answers.find(({ first }) => first !== null)?.first ?? null,
  last: answers.findLast(({ last }) => last !== null)?.last ?? null,
  position: answers.findLast(({ position }) => position !== null)?.position ?? null,
});
