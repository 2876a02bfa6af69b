import { addDays, localDay } from '@rapport/read-db';
import type { Client } from '../client';
import type { FileReport } from './report';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** A day is the clock's own to close for a while after its end. */
const GRACE_MS = 10 * 60_000;

/** The first and last local day of the imported events that are over by now; null when there is none. */
export const daysOf = (
  files: readonly Pick<FileReport, 'firstOccurredAt' | 'lastOccurredAt'>[],
  zone: string,
  now: Date,
): { readonly from: string; readonly to: string } | null => {
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

/** Closes the days, weeks or months of the company's zone that the imported events lie in. */
export const closeDays = async (
  client: Client,
  files: readonly FileReport[],
  days: { readonly from: string; readonly to: string },
  every: Period,
): Promise<unknown> => {
  const reason = `import of ${files.map(({ file }) => file).join(', ')}`.slice(0, 200);
  return client.ask('POST', '/v1/clock/closes', { ...days, every, reason });
};
