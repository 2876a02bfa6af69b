import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { logOf, type Stage } from './stage';

/** The log as another store gives it back: the same events at the same ordinals, as many as the backup has. */
export const restored = async (from: EventStore, epoch: string, keep: number): Promise<EventStore> => {
  const store = memoryEventStore({ epoch });
  const facts = (await logOf(from)).slice(0, keep);
  const stop = new AbortController();
  const stored = [];
  for await (const batch of from.follow(null, stop.signal)) {
    stored.push(...batch);
    if (stored.length >= keep) stop.abort();
  }
  for (const { stream, id, type, body } of stored.slice(0, facts.length)) {
    await store.append([{ stream, expected: 'any', events: [{ id, type, body, fingerprint: '' }] }]);
  }
  return store;
};

/** Positions of another epoch anywhere in what followers keep. */
export const straysOf = async (stage: Stage, epoch: string): Promise<number> => {
  const { pool } = stage.database;
  const { rows: tables } = await pool.query<{ path: string }>(
    `select format('%I.%I', schemaname, tablename) as path from pg_tables where schemaname in ('rapport_read', 'rapport_rules')`,
  );
  let found = 0;
  for (const { path } of tables) {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from ${path} t where t::text ~ '\\m(?!${epoch})[0-9a-f]{8}-[0-9]{19}\\M'`,
    );
    found += rows[0]!.n;
  }
  return found;
};
