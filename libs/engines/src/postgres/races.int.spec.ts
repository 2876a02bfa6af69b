import type { EventStore, StoredEvent } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { type FreshDatabase, aNewEvent, anAppend, eventually, freshDatabase, seededRandom } from '@rapport/testing';
import { postgresEventStore } from '../index';

/** Everything in the log by plain SQL, as an independent witness. */
const logOf = async (
  database: FreshDatabase,
): Promise<{ id: string; position: string; stream: string; version: number }[]> =>
  (
    await database.pool.query(
      'select event_id as id, position, stream, version from rapport_store.events order by position',
    )
  ).rows;

const collect = (store: EventStore, seen: StoredEvent[], stop: AbortController): Promise<void> =>
  (async () => {
    for await (const batch of store.follow(seen.at(-1)?.position ?? null, stop.signal)) seen.push(...batch);
  })();

describe('several engines on one database', () => {
  let database: FreshDatabase;
  const stores: EventStore[] = [];
  beforeEach(async () => void (database = await freshDatabase()));
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await database.drop();
  });
  const open = async (): Promise<EventStore> => {
    const store = await postgresEventStore(database.url);
    stores.push(store);
    return store;
  };

  it('16 writers with refusals, rollbacks and killed backends: followers miss, repeat and reorder nothing', async () => {
    const engines = await Promise.all(Array.from({ length: 4 }, open));
    const shared = ['customer-shared-1', 'customer-shared-2'];
    const acknowledged = new Set<string>();
    let writing = true;
    let kills = 0;
    const write = async (writer: number): Promise<void> => {
      const random = seededRandom(writer);
      const store = engines[writer % engines.length]!;
      for (let i = 0; i < 40; i++) {
        const events = Array.from({ length: 1 + random.below(3) }, () => aNewEvent());
        const expected = random.below(4) === 0 ? random.below(50) : 'any';
        const stream = random.below(2) === 0 ? random.pick(shared) : `customer-${writer}`;
        const [outcome] = await store.append([{ stream, expected, events }]);
        if (outcome!.status === 'appended') for (const event of events) acknowledged.add(event.id);
      }
    };
    const harass = async (): Promise<void> => {
      const pool = createPool(database.url, { max: 1, name: 'harasser' });
      while (writing) {
        const { rows } = await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'rapport-store' and query like '%rapport_store.append%' limit 2`);
        kills += rows.length;
        // A transaction that holds the head row's lock for a moment and rolls back.
        await pool.query(
          'begin; update rapport_store.head set position = position + 7; select pg_sleep(0.02); rollback',
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await pool.end();
    };
    const stop = new AbortController();
    const seen: StoredEvent[][] = [[], []];
    const following = seen.map((list, i) => collect(engines[i]!, list, stop));
    const harassing = harass();
    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
    writing = false;
    await harassing;
    const log = await logOf(database);
    await eventually(() => seen.forEach((list) => expect(list.length).toBeGreaterThanOrEqual(log.length)), 10_000);
    stop.abort();
    await Promise.all(following);
    expect(kills).toBeGreaterThan(5);
    expect(new Set(log.map((row) => row.id)).size).toBe(log.length);
    expect(log.map((row) => row.position)).toEqual(log.map((_, i) => String(i + 1)));
    expect([...acknowledged].filter((id) => !log.some((row) => row.id === id))).toEqual([]);
    expect(acknowledged.size).toBe(log.length);
    for (const list of seen) expect(list.map((event) => event.id)).toEqual(log.map((row) => row.id));
    const versions = new Map<string, number>();
    for (const { stream, version } of log) {
      expect(version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, version);
    }
  });

  it('of engines with the same expectation exactly one wins', async () => {
    const engines = await Promise.all(Array.from({ length: 3 }, open));
    for (let version = 0; version < 15; version++) {
      const race = engines.map((store) =>
        store.append([{ stream: 'decision-1', expected: version, events: [aNewEvent()] }]),
      );
      const outcomes = (await Promise.all(race)).flat();
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['appended', 'stale', 'stale']);
    }
  });

  it('the same event sent through several engines at once is written once, at one place', async () => {
    const engines = await Promise.all(Array.from({ length: 3 }, open));
    for (let round = 0; round < 15; round++) {
      const event = aNewEvent({ fingerprint: 'ab' });
      const outcomes = (
        await Promise.all(engines.map((store) => store.append([anAppend('customer-1', [event])])))
      ).flat();
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['appended', 'duplicate', 'duplicate']);
      expect(new Set(outcomes.map((outcome) => JSON.stringify('placed' in outcome && outcome.placed))).size).toBe(1);
    }
  });

  it('a follower hears of another process within moments, not at its slow poll', async () => {
    const [writer, reader] = [await open(), await postgresEventStore(database.url, { poll: 60_000 })];
    stores.push(reader!);
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const following = collect(reader!, seen, stop);
    await writer!.append([anAppend('customer-1')]);
    await eventually(() => expect(seen.length).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await writer!.append([anAppend('customer-1')]);
    await eventually(() => expect(seen.length).toBe(2), 10_000);
    expect(performance.now() - start).toBeLessThan(1_000);
    stop.abort();
    await following;
  });
});
