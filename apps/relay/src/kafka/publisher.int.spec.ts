import { randomUUID } from 'node:crypto';
import { decodeRecord } from '@rapport/adapters';
import type { KafkaConfig } from '@rapport/edge';
import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, eventIdOf } from '@rapport/events';
import { migrate } from '@rapport/postgres';
import { openReadDb } from '@rapport/read-db';
import { eventually, freshDatabase, type FreshDatabase, kafkaForTests, type TestKafka } from '@rapport/testing';
import { logOutlet } from './log-outlet';
import { Publisher } from './publisher';
import { RELAY_STEPS } from './schema';
import { type Lying, readTopic } from './topic-reader';

let kafka: TestKafka;
let database: FreshDatabase;
let store: EventStore;
let config: KafkaConfig;
const running: Publisher[] = [];

beforeAll(async () => {
  kafka = await kafkaForTests();
  database = await freshDatabase();
  await migrate(database.pool, 'relay', RELAY_STEPS);
  await (await openReadDb(database.url, [], 1)).destroy();
}, 240_000);
beforeEach(() => {
  store = memoryEventStore({ batch: 7 });
  config = {
    brokers: kafka.brokers,
    prefix: kafka.name('relay'),
    partitions: 3,
    copies: 3,
    tls: false,
    login: null,
    purposes: {},
    projections: [],
    compareMinutes: 0,
    registry: null,
    ingest: [],
  };
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((publisher) => publisher.stop()));
  await store.close();
});
afterAll(() => database?.drop());

const publisher = (more: { readonly ttlMs?: number } = {}): Publisher => {
  const { pool } = database;
  const made = new Publisher({ pool, store, config, outlet: logOutlet(pool), ttlMs: 1_000, ...more });
  running.push(made);
  return made.start();
};

const PEOPLE = Array.from({ length: 5 }, () => randomUUID());
let count = 0;
const tell = async (of: number, more: Record<string, unknown> = {}, handle?: string): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < of; n++) {
    const owner = handle ?? PEOPLE[count % PEOPLE.length]!;
    const id = `p-${count++}`;
    const body = {
      ...{ id, source: 'spec', channel: 'store', type: 'PurchaseMade', v: 1, occurredAt: '2026-11-20T16:00:00.000Z' },
      ...{ handle: owner, handles: [{ handle: owner, type: 'email' }], sealed: { note: 'a cell' } },
      ...{ data: { orderId: id, currency: 'EUR', amount: '1' }, ...more },
    };
    const event = { id: eventIdOf('spec', id), type: String(body.type), body: canonicalJson(body), fingerprint: '' };
    await store.append([{ stream: customerStream(owner), expected: 'any', events: [event] }]);
    ids.push(id);
  }
  return ids;
};

const readAll = async (topic: string): Promise<Lying[]> => {
  const records: Lying[] = [];
  await readTopic(kafka.client, `${config.prefix}.${topic}.v1`, (record) => records.push(record), kafka.name('all'));
  return records;
};
const published = (name: string) => async (): Promise<void> => {
  const { position } = await store.head();
  const { rows } = await database.pool.query('select position from rapport_relay.publisher where name = $1', [name]);
  expect(rows).toEqual([{ position }]);
};
const idOf = ({ headers }: Lying): string => String(headers!['ce_id']);
const firstOnes = (records: readonly Lying[]): string[] => [...new Set(records.map(idOf))];

describe('the relay to Kafka', () => {
  it('tells every event once, keyed by its owner, in order, without personal fields', async () => {
    const ids = await tell(40, { meta: { correlationId: 'c-1', historical: true } });
    const { name } = publisher();
    await eventually(published(name), 30_000);
    const records = await readAll('interactions');
    expect(records.map(idOf).sort()).toEqual([...ids].sort());
    for (const person of PEOPLE) {
      const mine = records.filter(({ key }) => key?.toString() === person);
      expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
      expect(mine.map(({ headers }) => String(headers!['position']))).toEqual(
        mine.map(({ headers }) => String(headers!['position'])).sort(),
      );
    }
    const [first] = records;
    const read = decodeRecord({ headers: first!.headers as Record<string, Buffer>, value: first!.value });
    const handle = first!.key!.toString();
    expect(read).toEqual({
      ok: true,
      event: {
        ...{ id: idOf(first!), source: 'spec', type: 'io.rapport.purchase-made.v1', time: '2026-11-20T16:00:00.000Z' },
        ...{ subject: handle, datacontenttype: 'application/json' },
        data: { orderId: idOf(first!), currency: 'EUR', amount: '1' },
        extensions: {
          ...{ channel: 'store', correlationid: 'c-1', handles: handle, historical: 'true', partitionkey: handle },
          recordedtime: expect.stringMatching(/^\d{4}-.*Z$/),
          eventid: eventIdOf('spec', idOf(first!)),
          sequence: String(first!.headers!['position']),
        },
      },
    });
    expect(JSON.stringify(records.map(({ value, headers }) => [value?.toString(), headers]))).not.toContain('a cell');
  });

  it('tells decisions apart, corrections with what they correct, and restatements not at all', async () => {
    const owner = randomUUID();
    await tell(1, { channel: 'record', type: 'InteractionRetracted', data: { target: randomUUID() } }, owner);
    const decision = { channel: 'rule', type: 'TierAssigned', v: 1, data: {} };
    const [kept] = await tell(1, decision, owner);
    await tell(1, { ...decision, meta: { historical: true } }, owner);
    const { name } = publisher();
    await eventually(published(name), 30_000);
    expect((await readAll('decisions')).map(idOf)).toEqual([kept]);
    expect((await readAll('interactions')).map(({ headers }) => String(headers!['ce_type']))).toEqual([
      'io.rapport.interaction-retracted.v1',
    ]);
  });

  it('hands out a claim check for what no topic takes', async () => {
    await tell(1);
    const { position } = await store.head();
    const [large] = await tell(1, { data: { orderId: 'x'.repeat(1_100_000), currency: 'EUR', amount: '1' } });
    await tell(1);
    const { name } = publisher();
    await eventually(published(name), 30_000);
    const records = await readAll('interactions');
    expect(records).toHaveLength(3);
    const found = records.find((record) => idOf(record) === large)!;
    const claimCheck = `/v1/events?limit=1&after=${position}`;
    expect(JSON.parse(found.value!.toString())).toEqual({ claimCheck, bytes: expect.any(Number) });
    expect(String(found.headers!['claimcheck'])).toBe(claimCheck);
  });
});

const ROB = `
  update rapport_relay.publisher set epoch = epoch + 1, owner = 'a robber', until = clock_timestamp() - interval '1 s'
  where name = $1 and owner <> 'a robber'`;

describe('two relays', () => {
  it('take turns: one publishes, the other goes on when it ends', async () => {
    const before = await tell(10);
    const first = publisher();
    await eventually(published(first.name), 30_000);
    const second = publisher();
    const after = await tell(10);
    await eventually(published(first.name), 30_000);
    await eventually(() => expect(second.state.stage).toBe('standby'));
    await first.stop();
    const late = await tell(10);
    await eventually(published(first.name), 30_000);
    expect((await readAll('interactions')).map(idOf).sort()).toEqual([...before, ...after, ...late].sort());
  });

  it('of which one is taken over from while it is at work repeat ids at most, and disorder nothing', async () => {
    const turns = process.env['RAPPORT_FULL'] === '1' ? 50 : 4;
    const ids = await tell(20);
    const { name } = publisher();
    publisher();
    for (let turn = 0; turn < turns; turn++) {
      const telling = tell(30);
      // Whoever has the right is robbed of it in mid-work, and told nothing.
      await eventually(async () => {
        const { rowCount } = await database.pool.query(ROB, [name]);
        expect(rowCount).toBe(1);
      });
      ids.push(...(await telling));
    }
    await eventually(published(name), 30_000);
    const records = await readAll('interactions');
    expect(firstOnes(records).sort()).toEqual([...ids].sort());
    for (const person of PEOPLE) {
      const mine = firstOnes(records.filter(({ key }) => key?.toString() === person)).map((id) => Number(id.slice(2)));
      expect(mine).toEqual([...mine].sort((a, b) => a - b));
    }
  }, 120_000);
});

describe('what cannot be published', () => {
  const saysOf = async (of: Publisher, text: RegExp): Promise<void> =>
    await eventually(() => expect(of.state.fault).toMatch(text), 15_000);

  it('waits for a topic that is as it must be', async () => {
    const admin = kafka.client.admin();
    await admin.connect();
    const topic = `${config.prefix}.interactions.v1`;
    await admin.createTopics({ topics: [{ topic, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }] });
    await admin.disconnect();
    await saysOf(publisher(), /cleanup.policy=compact, but it must be delete/);
  });

  it('waits when a topic has other partitions than before', async () => {
    await tell(1);
    const { name } = publisher();
    await eventually(published(name), 30_000);
    await Promise.all(running.splice(0).map((one) => one.stop()));
    const admin = kafka.client.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic: `${config.prefix}.interactions.v1`, count: 5 }] });
    await admin.disconnect();
    await saysOf(publisher(), /has 5 partitions, and had 3/);
  });

  it('waits when the log is of another history than what was told', async () => {
    await tell(1);
    const { name } = publisher();
    await eventually(published(name), 30_000);
    await Promise.all(running.splice(0).map((one) => one.stop()));
    await store.close();
    store = memoryEventStore();
    await tell(1);
    await saysOf(publisher(), /EpochMismatch/);
  });

  it('waits for a Kafka that is not there', async () => {
    config = { ...config, brokers: ['127.0.0.1:1'] };
    await saysOf(publisher(), /ECONNREFUSED/);
  });
});
