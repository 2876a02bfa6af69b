import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { foldIndependently } from './independent-fold';
import { randomOf } from './mixed-load';
import { killTree } from './process-tree';
import { ADMIN_KEY, freePort, type Product, startProduct } from './product';
import { type History, startSending } from './sender';

const FULL = process.env['RAPPORT_FULL'] === '1';
const CYCLES = FULL ? 100 : 5;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Everything is in the views, also what the followers themselves append while they catch up. */
const drain = async (product: Product, db: pg.Client): Promise<void> => {
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

/** Every acknowledged event is in the log, once, where the receipt said; nothing is there that was not sent. */
const checkLog = async (db: pg.Client, history: History): Promise<void> => {
  const { rows } = await db.query<{ body: string; event_id: string; position: string }>(
    "select event_id, position, body from rapport_store.events where stream like 'customer-%'",
  );
  const stored = new Map<string, { eventId: string; position: string }>();
  for (const row of rows) {
    const { id } = JSON.parse(row.body) as { id: string };
    expect(stored.has(id)).toBe(false);
    stored.set(id, { eventId: row.event_id, position: row.position });
  }
  const lost = [...history.acknowledged].filter(([id, receipt]) => {
    const found = stored.get(id);
    return found?.eventId !== receipt.eventId || BigInt(found.position) !== BigInt(receipt.position.slice(-19));
  });
  expect(lost).toEqual([]);
  const known = (id: string): boolean => history.acknowledged.has(id) || history.unknown.has(id);
  expect([...stored.keys()].filter((id) => !known(id))).toEqual([]);
};

interface ViewRow {
  readonly key: string;
  readonly touches: number;
  readonly last_seen_at: string;
  readonly totals: Readonly<Record<string, { purchased: string }>>;
}

/** Every view equals the independent fold of the log, and there is no row beside them. */
const checkViews = async (db: pg.Client): Promise<number> => {
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

describe('kill -9 of the whole process tree under load', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-faults-'));
  chmodSync(dir, 0o755); // PostgreSQL may run as another user below it
  let product: Product | undefined;
  afterAll(() => {
    if (product) killTree(product.pid);
    rmSync(dir, { recursive: true, force: true });
  });

  it(`loses nothing, doubles nothing, and every view equals the log (${CYCLES} times, seed ${SEED})`, async () => {
    const history: History = { acknowledged: new Map(), unknown: new Map(), broken: [] };
    const random = randomOf(SEED);
    const port = await freePort();
    let hits = 0;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      product = await startProduct(join(dir, 'data'), port);
      const sender = startSending(product.url, ADMIN_KEY, history, SEED + cycle);
      await pause(300 + random() * 1_500);
      if (sender.inFlight() > 0) hits += 1;
      const killed = killTree(product.pid);
      await sender.stop();
      const { acknowledged, unknown } = history;
      say(
        `cycle ${cycle + 1}: ${killed} processes killed, ${acknowledged.size} acknowledged, ${unknown.size} unanswered`,
      );
    }
    product = await startProduct(join(dir, 'data'), port);
    const db = new pg.Client({ connectionString: await product.databaseUrl() });
    await db.connect();
    try {
      await drain(product, db);
      await checkLog(db, history);
      const views = await checkViews(db);
      say(
        `${history.acknowledged.size} acknowledged, ${hits} of ${CYCLES} kills hit requests in flight, ${views} views`,
      );
    } finally {
      await db.end();
    }
    expect(history.broken).toEqual([]);
    expect(history.acknowledged.size).toBeGreaterThan(CYCLES * 10);
    expect(hits).toBeGreaterThanOrEqual(Math.ceil(CYCLES * 0.9));
  }, 3_600_000);
});
