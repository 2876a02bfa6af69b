import { setTimeout as pause } from 'node:timers/promises';
import { fencedProducer } from '../customers/fenced-producer';
import type { Desk, Outlet } from '../outlet';
import { rowTopic } from '../topic-names';
import type { RowsParts } from './read-rows';
import { NothingServes } from './rows-faults';
import { RowsTeller } from './rows-teller';
import { servingOf, standingOf } from './serving';

/** How often it is looked whether rows may be others. */
const TICK_MS = 1_000;
/** Reading all rows takes this share of the time at most, so that a large table is told less often, but no less often than that. */
const SHARE = 0.1;
const LONGEST_MS = 20_000;
/** Rows of parked customers are mended without a new position: looked at so often at least. */
const ANYWAY_MS = 60_000;

/** The rows of a described projection, on a topic of its own. */
export const rowsOutlet = (parts: RowsParts, projection: string): Outlet => ({
  name: rowTopic(projection),
  topics: [rowTopic(projection)],
  publish: async (desk) => {
    const producer = await desk.asked(() => fencedProducer(desk.client, desk.tenure.name));
    try {
      const teller = new RowsTeller(parts, desk, producer, projection);
      await teller.begin();
      await followRows(parts, desk, teller, projection);
    } finally {
      await producer.disconnect().catch(() => undefined);
    }
  },
});

/** Tells whatever has changed, again and again, as soon as rows may be others. */
const followRows = async ({ pool }: RowsParts, desk: Desk, teller: RowsTeller, projection: string): Promise<void> => {
  const { signal } = desk;
  for (let [told, toldAt] = ['', 0]; ;) {
    signal.throwIfAborted();
    const serving = await servingOf(pool, projection);
    if (serving === 'not-yet') throw new NothingServes(projection);
    const standing = serving === 'dropped' ? null : await standingOf(pool, serving);
    const mark = standing?.mark ?? 'dropped';
    let waits = TICK_MS;
    if (mark !== told || performance.now() - toldAt > ANYWAY_MS) {
      const began = performance.now();
      const records = await teller.tell(serving === 'dropped' ? null : serving, standing?.from.position ?? '');
      desk.begun();
      if (standing && standing.from.position !== '') await desk.advance(standing.from, records);
      [told, toldAt] = [mark, performance.now()];
      waits = Math.min(LONGEST_MS, Math.max(TICK_MS, (toldAt - began) / SHARE));
    }
    await pause(waits, undefined, { signal });
  }
};
