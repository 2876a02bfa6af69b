import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { foldIndependently } from './independent-fold';
import type { Product } from './product';

/** Everything is in the views, also what the followers themselves append while they catch up. */
export const drainViews = async (product: Product, db: pg.Client): Promise<void> => {
  for (const until = Date.now() + 120_000; ; await pause(100)) {
    const { rows } = await db.query<{ position: string }>(
      'select max(position)::text as position from rapport_store.events',
    );
    const { body } = await product.get('/v1/projections');
    const list = body['projections'] as { position: string }[];
    if (list.length > 0 && list.every(({ position }) => BigInt(position.slice(-19) || 0) === BigInt(rows[0]!.position)))
      return;
    if (Date.now() > until) throw new Error(`the views do not catch up: ${JSON.stringify(body)}`);
  }
};

interface ViewRow {
  readonly key: string;
  readonly touches: number;
  readonly last_seen_at: string;
  readonly totals: Readonly<Record<string, { purchased: string }>>;
}

/** Every view equals the independent fold of the log, and there is no row beside them. */
export const checkViews = async (db: pg.Client): Promise<number> => {
  const expected = await foldIndependently(db);
  const { rows } = await db.query<ViewRow>(
    'select key, touches, last_seen_at, totals from rapport_read.customer_view_v1',
  );
  const byHandle = new Map(
    expected.flatMap((person) => [...person.handles].map((handle) => [handle, person] as const)),
  );
  expect(rows).toHaveLength(expected.length);
  const wrong = rows.filter((row) => {
    const person = byHandle.get(row.key);
    const cents = BigInt((row.totals['EUR']?.purchased ?? '0.00').replace('.', ''));
    return person?.touches !== row.touches || person.lastSeenAt !== row.last_seen_at || person.cents !== cents;
  });
  expect(wrong).toEqual([]);
  return rows.length;
};
