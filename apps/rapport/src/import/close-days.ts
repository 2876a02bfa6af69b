import type { Client } from '../client';
import type { FileReport } from './report';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** Closes the days, weeks or months that the imported events lie in; null when there were none. */
export const closeDays = async (client: Client, files: readonly FileReport[], every: Period): Promise<unknown> => {
  const moments = files.flatMap(({ firstOccurredAt, lastOccurredAt }) =>
    firstOccurredAt !== null && lastOccurredAt !== null ? [firstOccurredAt, lastOccurredAt] : [],
  );
  if (moments.length === 0) return null;
  const [from, to] = [moments.sort()[0]!, moments.at(-1)!].map((moment) => moment.slice(0, 10));
  const reason = `import of ${files.map(({ file }) => file).join(', ')}`.slice(0, 200);
  return client.ask('POST', '/v1/clock/closes', { from, to, every, reason });
};
