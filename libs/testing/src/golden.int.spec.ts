import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kurrentEventStore, postgresEventStore } from '@rapport/engines';
import { type EventStore, memoryEventStore, type NewEvent, type StoredEvent } from '@rapport/event-store';
import { canonicalJson, decodeEvent, type EventBody, eventIdOf, typeDefinition } from '@rapport/events';
import { type FreshDatabase, freshDatabase } from './fresh-database';
import { type KurrentDouble, kurrentDouble } from './kurrent-double/kurrent-double';

interface Line {
  readonly variant: string;
  /** What lies in the log. */
  readonly body?: EventBody;
  readonly type?: string;
  readonly v?: number;
  /** What it must become. */
  readonly as?: { readonly data: EventBody['data']; readonly v: number };
}
const folder = join(__dirname, '../../events/src/golden');
const lines = readdirSync(folder)
  .filter((name) => name.endsWith('.ndjson'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
  .map((line) => JSON.parse(line) as Line);
const bodies = lines.flatMap(({ body }) => body ?? []);
const shapes = new Map(
  lines.flatMap(({ type, v, variant, as }) => (as ? [[`${type}-${v}-${variant}-${as.v}`, as]] : [])),
);
const newestOf = (body: EventBody): object => {
  const { version } = typeDefinition(body.type)!;
  return { ...body, ...(body.v < version ? shapes.get(`${body.id}-${version}`) : {}) };
};
const newEvent = (body: EventBody): NewEvent => ({
  id: eventIdOf(body.source, body.id),
  type: body.type,
  body: canonicalJson(body),
  fingerprint: '',
});

const all = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const stop = new AbortController();
  const read: StoredEvent[] = [];
  for await (const batch of store.follow(null, stop.signal)) {
    read.push(...batch);
    if (read.length >= bodies.length) break;
  }
  stop.abort();
  return read;
};

describe.each(['memory', 'postgres', 'kurrent'])('events of every release in the engine %s', (engine) => {
  let database: FreshDatabase;
  let double: KurrentDouble | undefined;
  let store: EventStore;
  beforeAll(async () => {
    database = await freshDatabase();
    if (engine === 'kurrent') double = await kurrentDouble();
    store = double
      ? await kurrentEventStore(double.url, { database: database.pool })
      : engine === 'postgres'
        ? await postgresEventStore(database.url)
        : memoryEventStore();
  });
  afterAll(async () => {
    await store.close();
    await double?.stop();
    await database.drop();
  });

  it('come back in the newest shape, whoever reads them and how', async () => {
    const outcomes = await store.append(
      bodies.map((body) => ({ stream: `golden-${body.type}`, expected: 'any', events: [newEvent(body)] })),
    );
    expect(outcomes.filter(({ status }) => status !== 'appended')).toEqual([]);
    const followed = await all(store);
    const found = await store.find(bodies.map((body) => newEvent(body).id));
    for (const events of [followed, found]) {
      expect(events).toHaveLength(bodies.length);
      const byId = new Map(events.map((event) => [event.id, event]));
      for (const body of bodies) {
        const event = byId.get(newEvent(body).id)!;
        const { id, stream, position, recordedAt } = event;
        expect(decodeEvent(event)).toEqual({ ...newestOf(body), eventId: id, stream, position, recordedAt });
      }
    }
  });
});
