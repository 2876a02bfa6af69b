import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ScannedEvent } from '@rapport/event-store';
import { Partitions } from './partitions';

const event = (position: number, body: string): ScannedEvent => ({
  ...{ id: `e${position}`, stream: 'customer-a', recordedAt: '2026-01-01T00:00:00.000Z', body },
  position: String(position).padStart(6, '0'),
});
/** Two of them share a slice. */
const CUSTOMERS = ['00aa', '00bb', '7f00', 'ff01'];

describe('partitions', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rapport-partitions-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const taken = async (partitions: Partitions): Promise<Map<string, readonly ScannedEvent[]>> => {
    const all = new Map<string, readonly ScannedEvent[]>();
    for await (const some of partitions.taken()) {
      for (const [customer, events] of some) {
        expect(all.has(customer)).toBe(false);
        all.set(customer, events);
      }
    }
    return all;
  };

  it('give every event once as it was, by customer, each in the order in which they came, wherever they waited', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            customer: fc.constantFrom(...CUSTOMERS),
            body: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text.toWellFormed())),
            spills: fc.boolean(),
          }),
        ),
        async (some) => {
          const partitions = new Partitions(1_000_000, dir);
          for (const [nth, { customer, body, spills }] of some.entries()) {
            partitions.add(customer, event(nth, body));
            if (spills) await partitions.spill();
          }
          const all = await taken(partitions);
          expect([...all.keys()].sort()).toEqual([...new Set(some.map(({ customer }) => customer))].sort());
          for (const [customer, events] of all)
            expect(events).toEqual(some.flatMap((one, nth) => (one.customer === customer ? [event(nth, one.body)] : []))); // prettier-ignore
          await partitions.close();
        },
      ),
    ));

  it('are full by what their events take, and empty when these went to the file', async () => {
    const partitions = new Partitions(5_000, dir);
    for (let nth = 0; nth < 4; nth++) partitions.add('00aa', event(nth, 'x'.repeat(900)));
    expect(partitions.isFull).toBe(false);
    partitions.add('ff01', event(5, 'x'.repeat(900)));
    expect(partitions.isFull).toBe(true);
    await partitions.spill();
    expect(partitions.isFull).toBe(false);
    expect([...(await taken(partitions))].map(([customer, { length }]) => [customer, length])).toEqual([['00aa', 4], ['ff01', 1]]); // prettier-ignore
    await partitions.close();
  });

  it('leave nothing on the disk that has a name', async () => {
    const partitions = new Partitions(0, dir);
    partitions.add('00aa', event(1, 'x'.repeat(900)));
    await partitions.spill();
    expect(readdirSync(dir)).toEqual([]);
    await partitions.close();
  });
});
