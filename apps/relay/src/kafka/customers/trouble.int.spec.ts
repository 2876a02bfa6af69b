import { customerView, customerViewTable } from '@rapport/projections';
import { findReplay, hostReplays, requestReplay } from '@rapport/read-db';
import { type TestKafka, eventually, kafkaForTests, seededRandom } from '@rapport/testing';
import { fencedProducer } from './fenced-producer';
import { type GivenCustomers, type Ref, givenCustomers, headerOf as header, topicIsView } from './given-customers';

let kafka: TestKafka;
let given: GivenCustomers;

beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);
beforeEach(async () => void (given = await givenCustomers(kafka)), 60_000);
afterEach(() => given.stop());

describe('whatever happens to relays and tables', () => {
  const PEOPLE = 12;
  const people = (): readonly (readonly [Ref, Ref])[] =>
    Array.from({ length: PEOPLE }, () => [given.handle('loyaltyCard'), given.handle('email')] as const);
  const random = seededRandom(11);
  /** Purchases by either identifier, now and then with both, which joins them. */
  const live = async (all: readonly (readonly [Ref, Ref])[], events: number): Promise<void> => {
    for (let n = 0; n < events; n++) {
      const [card, mail] = random.pick(all);
      const kind = random.below(8);
      await given.tell('PurchaseMade', kind === 0 ? [card, mail] : kind < 4 ? [card] : [mail]);
    }
  };
  const ROB = `
    update rapport_relay.publisher set epoch = epoch + 1, owner = 'a robber', until = clock_timestamp() - interval '1 s'
    where name = $1 and owner <> 'a robber'`;

  it('two relays that take the right from each other end with the view, and no state goes back', async () => {
    const turns = process.env['RAPPORT_FULL'] === '1' ? 50 : 4;
    const all = people();
    const { name } = given.relay();
    given.relay();
    for (let turn = 0; turn < turns; turn++) {
      const living = live(all, 12);
      await eventually(async () => expect((await given.database.pool.query(ROB, [name])).rowCount).toBe(1), 20_000);
      await living;
    }
    await eventually(async () => {
      await given.told();
      await topicIsView(given);
    }, 60_000);
    const positions = new Map<string, string>();
    for (const record of await given.records()) {
      const key = String(record.key);
      expect(header(record, 'position') >= (positions.get(key) ?? '')).toBe(true);
      positions.set(key, header(record, 'position'));
    }
  }, 300_000);

  it('one that was taken over from cannot write any more, however late', async () => {
    const topic = kafka.name('fence');
    const admin = kafka.client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    await admin.disconnect();
    const first = await fencedProducer(kafka.client, topic);
    await first.send([{ topic, messages: [{ key: 'k', value: 'first' }] }]);
    const second = await fencedProducer(kafka.client, topic);
    await expect(first.send([{ topic, messages: [{ key: 'k', value: 'late' }] }])).rejects.toThrow(/epoch|fenced/i);
    await second.send([{ topic, messages: [{ key: 'k', value: 'second' }] }]);
    await first.disconnect();
    await second.disconnect();
  });

  it('a table that is rebuilt and swapped in is told anew', async () => {
    const mail = given.handle('email');
    await given.tell('PurchaseMade', [mail]);
    const { pool } = given.database;
    await eventually(async () =>
      expect((await pool.query('select from rapport_read.customer_view_v1')).rowCount).toBe(1),
    );
    // Rows that the log did not make: one counts wrongly, one is of nobody.
    await pool.query(
      "update rapport_read.customer_view_v1 set touches = 99, key = 'ffffffff-0000-4000-8000-000000000000'",
    );
    given.relay();
    await given.told();
    // The row of nobody is in no event: it is told with the whole table, which may be a moment later.
    await eventually(async () => expect([...(await given.living()).values()]).toMatchObject([{ touches: 99 }]), 30_000);
    const projections = [{ projection: customerView, table: customerViewTable }];
    const host = hostReplays({
      ...{ pool, readDb: given.readDb, store: given.store, projections },
      ttlMs: 600,
      log: () => undefined,
    });
    try {
      const { id } = await requestReplay(pool, customerView, { promote: true });
      await eventually(async () => expect((await findReplay(pool, id))?.state).toMatch(/promoted|ready/), 30_000);
      await eventually(
        async () => expect((await given.living()).get(mail.handle)).toMatchObject({ touches: 1 }),
        30_000,
      );
    } finally {
      await host.stop();
    }
    await given.tell('PurchaseMade', [mail]);
    await given.told();
    await topicIsView(given);
  });

  it('a relay that was away, and a topic that was removed, lose nobody', async () => {
    const all = people();
    const first = given.relay();
    await live(all, 20);
    await given.told();
    await first.stop();
    await live(all, 20);
    const second = given.relay();
    await given.told();
    await topicIsView(given);
    await second.stop();
    const topic = `${given.config.prefix}.customers.v1`;
    const admin = kafka.client.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await eventually(async () => expect(await admin.listTopics()).not.toContain(topic), 20_000);
    await admin.disconnect();
    given.relay();
    await eventually(() => topicIsView(given), 30_000);
  });
});
