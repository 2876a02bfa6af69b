import type { Client } from '../client';
import { closeDays, daysOf } from './close-days';
import type { FileReport } from './report';

const now = new Date('2026-11-22T12:00:00Z');
const file = (firstOccurredAt: string | null, lastOccurredAt = firstOccurredAt) => ({
  firstOccurredAt,
  lastOccurredAt,
});

describe('the days that an import closes', () => {
  it('are the local ones, from the first to the last event of all files', () => {
    const files = [file('2011-06-30T23:30:00.000Z'), file('2010-12-01T08:26:00.000Z', '2011-01-01T00:00:00.000Z')];
    expect(daysOf(files, 'UTC', now)).toEqual({ from: '2010-12-01', to: '2011-06-30' });
    expect(daysOf(files, 'Europe/London', now)).toEqual({ from: '2010-12-01', to: '2011-07-01' });
  });

  it('end with the last day that is over', () => {
    expect(daysOf([file('2026-11-01T00:00:00.000Z', '2026-11-22T10:00:00.000Z')], 'UTC', now)).toEqual({
      from: '2026-11-01',
      to: '2026-11-21',
    });
    expect(daysOf([file('2026-11-22T10:00:00.000Z')], 'UTC', now)).toBeNull();
  });

  it('are none when nothing was imported', () => expect(daysOf([file(null)], 'UTC', now)).toBeNull());
});

describe('closing them', () => {
  const asked: unknown[] = [];
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    if (path === '/v1/clock') return { zone: 'Europe/Berlin' };
    if (path === '/v1/projections') return { projections: [{ projection: 'identity', position: '7' }] };
    if (method === 'GET') return { head: '7' };
    asked.push(body);
    return { zone: 'Europe/Berlin', closed: 3, skipped: 1, notOver: 0, first: null, last: `day ${asked.length}`, position: String(asked.length) }; // prettier-ignore
  };
  const files = [{ ...file('1999-12-31T12:00:00.000Z', '2025-12-31T12:00:00.000Z'), file: 'a.csv' } as FileReport];
  const closing = { every: 'day', wait: false, patienceMs: 1_000 } as const;

  it('is not done for very many days before somebody says from when, and then in several requests', async () => {
    const client = { ask } as unknown as Client;
    await expect(closeDays(client, files, { ...closing, closeFrom: null })).rejects.toThrow(/9,498 days, .* of 1999-12-31\. Say --close-from/); // prettier-ignore
    expect(asked).toEqual([]);
    const closes = await closeDays(client, files, { ...closing, closeFrom: '1999-12-31' });
    expect(asked).toMatchObject([
      { from: '1999-12-31', to: '2013-09-07' },
      { from: '2013-09-08', to: '2025-12-31' },
    ]);
    expect(closes).toMatchObject({
      closed: 6,
      skipped: 2,
      first: null,
      last: 'day 2',
      position: '2',
      rules: 'running',
    });
  });
});
