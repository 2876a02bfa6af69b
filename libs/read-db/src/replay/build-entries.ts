import { runAll } from '@rapport/postgres';
import { decodeEvent } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';
import { ALL_SLICES } from '../slices';
import { earlyAmong } from '../views/about-events';
import { EntryView } from '../views/entry-view';
import { parking } from '../views/parking';
import { NOTHING_CHANGED } from '../views/regrouping';
import { History } from '../views/refold';
import type { BuildParts } from './build-customers';
import { typesOf } from './filter';
import { Turns } from './pace';
import { PendingRows } from './pending-rows';
import { readLog } from './read-log';

type Row = Readonly<Record<string, unknown>>;

/**
 * Builds the rows of an entry projection with the very view that keeps them in live, over rows in memory that go to the
 * table when they have become too many.
 */
export const buildEntries = async (parts: BuildParts): Promise<number> => {
  const { pool, store, shadow, to, memory, pace, signal } = parts;
  const projection = shadow.projection as EntryProjection<Row>;
  // Rows can come a second time once they have gone to the table.
  await shadow.key();
  const rows = new PendingRows(pool, shadow, to, memory);
  const view = new EntryView({ projection, rows }, { pool, store, range: ALL_SLICES });
  const turns = new Turns();
  const history = new History(pool, store, to.position);
  let events = 0;
  const part = { after: '', to: to.position, types: typesOf(projection) };
  for await (const stretch of readLog(store, part, signal)) {
    const facts = [];
    for (const event of stretch.events) {
      facts.push(decodeEvent(event));
      if (turns.over) await turns.next();
    }
    events += stretch.count;
    if (facts.length > 0) {
      const nobody = {
        ...{ customers: new Map<string, string>(), corrected: new Set<string>() },
        ...{ regroupingOfDecided: async () => NOTHING_CHANGED, customersOf: async () => [] },
      };
      const early = await earlyAmong(pool, facts);
      const batch = { sql: pool, facts, history, regrouping: NOTHING_CHANGED, early, ...nobody };
      const { writing, committed } = await view.fold(batch);
      const { saved, parked, healed } = writing.changes;
      rows.put(saved);
      await runAll(pool, parking(projection, parked, healed));
      committed(parked);
      await rows.relieve(events);
    }
    await pace.step({ position: stretch.upTo, events, rows: rows.written });
  }
  await rows.flush();
  return rows.written;
};
