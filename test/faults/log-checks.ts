import type pg from 'pg';
import type { History } from './sender';

interface Stored {
  readonly eventId: string;
  readonly position: string;
}

/** What the log holds of what was sent, by the source's id. @throws when it holds one twice */
const storedIn = async (db: pg.Client): Promise<ReadonlyMap<string, Stored>> => {
  const { rows } = await db.query<{ body: string; event_id: string; position: string }>(
    "select event_id, position, body from rapport_store.events where stream like 'customer-%'",
  );
  const stored = new Map<string, Stored>();
  for (const row of rows) {
    const { id } = JSON.parse(row.body) as { id: string };
    expect(stored.has(id)).toBe(false);
    stored.set(id, { eventId: row.event_id, position: row.position });
  }
  return stored;
};

/** Every acknowledged event is in the log, once, where the receipt said; nothing is there that was not sent. */
export const checkLog = async (db: pg.Client, history: History): Promise<ReadonlySet<string>> => {
  const stored = await storedIn(db);
  const lost = [...history.acknowledged].filter(([id, receipt]) => {
    const found = stored.get(id);
    return found?.eventId !== receipt.eventId || BigInt(found.position) !== BigInt(receipt.position.slice(-19));
  });
  expect(lost.slice(0, 5)).toEqual([]);
  const known = (id: string): boolean => history.acknowledged.has(id) || history.unknown.has(id);
  expect([...stored.keys()].filter((id) => !known(id)).slice(0, 5)).toEqual([]);
  return new Set(stored.keys());
};

const GAPS = `select stream, count(*)::int as events, min(version) as first, max(version) as last
  from rapport_store.events group by stream having count(*) <> max(version) or min(version) <> 1 limit 5`;
const WHOLE = `select count(*) = coalesce(max(e.position), 0) and coalesce(max(e.position), 0) = max(h.position) as whole
  from rapport_store.head h left join rapport_store.events e on true`;

/** Versions of every stream rise by one from 1, positions too, and the head is the last. */
export const checkPlaces = async (db: pg.Client): Promise<void> => {
  expect((await db.query(GAPS)).rows).toEqual([]);
  expect((await db.query(WHOLE)).rows).toEqual([{ whole: true }]);
};
