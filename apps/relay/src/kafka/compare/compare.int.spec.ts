import { type TestKafka, eventually, kafkaForTests, seededRandom } from '@rapport/testing';
import type { Message } from 'kafkajs';
import { type GivenCustomers, type Ref, givenCustomers, latestOf } from '../customers/given-customers';
import { logOutlet } from '../log-outlet';
import { Publisher } from '../publisher';
import { topicsReport } from '../topics-report';
import { isEqual } from './compare';
import { compareLog } from './compare-log';
import { type Reconciled, compareTopic } from './compare-topic';
import { comparedCheck } from './findings-health';
import { findings } from './findings';
import { noteFindings } from './note-findings';
import type { CompareDeps } from './opened-topic';

let kafka: TestKafka;
let given: GivenCustomers;
let log: Publisher | undefined;

beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);
beforeEach(async () => void (given = await givenCustomers(kafka)), 60_000);
afterEach(async () => {
  await log?.stop();
  log = undefined;
  await given.stop();
});

const deps = (): CompareDeps => {
  const { database, store, config, erased } = given;
  return {
    pool: database.pool,
    store,
    config,
    erased: async (asked) => new Set(asked.filter((one) => erased.has(one))),
  };
};
const publishLog = (): void => {
  const { pool } = given.database;
  log = new Publisher({
    pool,
    store: given.store,
    config: given.config,
    outlet: logOutlet(pool),
    ttlMs: 1_000,
  }).start();
};
const published = (of: string): Promise<void> =>
  eventually(async () => {
    const { position } = await given.store.head();
    const name = `${given.config.prefix}/${of}`;
    const { rows } = await given.database.pool.query('select position from rapport_relay.publisher where name = $1', [
      name,
    ]);
    expect(rows).toEqual([{ position }]);
  }, 30_000);
const send = async (topic: string, messages: readonly Message[]): Promise<void> => {
  const producer = kafka.client.producer();
  await producer.connect();
  await producer.send({ topic: `${given.config.prefix}.${topic}.v1`, messages: [...messages] });
  await producer.disconnect();
};
const kindsOf = ({ missing, duplicate, outOfOrder, foreign, altered }: Reconciled) => ({
  missing,
  ...Object.fromEntries(
    Object.entries({ duplicate, outOfOrder, foreign, altered }).map(([kind, places]) => [
      kind,
      places.map(({ id }) => id),
    ]),
  ),
});
const people = (count: number): readonly Ref[] => Array.from({ length: count }, () => given.handle('email'));

describe('a topic of states', () => {
  it('is found equal while events come and customers are joined', async () => {
    const [random, all] = [seededRandom(2), people(30)];
    given.relay();
    const card = given.handle('loyaltyCard');
    const living = (async () => {
      for (let n = 0; n < 120; n++) await given.tell('PurchaseMade', n === 60 ? [card, all[0]!] : [random.pick(all)]);
    })();
    for (let round = 0; round < 3; round++)
      await eventually(async () => {
        const found = await compareTopic('customers', deps(), null);
        expect(kindsOf(found)).toEqual({ missing: [], duplicate: [], outOfOrder: [], foreign: [], altered: [] });
      }, 30_000);
    await living;
    await given.told();
    expect(await compareTopic('customers', deps(), null)).toMatchObject({ required: expect.any(Number), missing: [] });
  });

  it('names what others wrote into it, and the report says so', async () => {
    const [taken, late, changed, fine] = people(4);
    for (const one of [taken, late, changed, fine, late]) await given.tell('PurchaseMade', [one!]);
    given.relay();
    await given.told();
    await given.tell('PurchaseMade', [late!]);
    await given.told();
    const records = await given.records();
    const last = latestOf(records);
    const headersOf = (key: string, more: object = {}) =>
      ({ ...last.get(key)!.headers, ...more }) as Message['headers'] & object;
    const first = records.find(({ key }) => String(key) === late!.handle)!;
    const stranger = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
    await send('customers', [
      { key: taken!.handle, value: null, headers: headersOf(taken!.handle, { ce_id: 'a' }) },
      { key: late!.handle, value: first.value, headers: first.headers as Message['headers'] & object },
      { key: changed!.handle, value: '{}', headers: headersOf(changed!.handle, { ce_id: 'b' }) },
      { key: fine!.handle, value: last.get(fine!.handle)!.value, headers: headersOf(fine!.handle) },
      { key: stranger, value: '{}', headers: headersOf(fine!.handle, { ce_id: 'c' }) },
      { key: 'no customer', value: '{}' },
    ]);
    const found = await compareTopic('customers', deps(), null);
    const kinds = kindsOf(found);
    expect({ ...kinds, foreign: [...(kinds as unknown as { foreign: string[] }).foreign].sort() }).toEqual({
      ...{
        missing: [taken!.handle],
        duplicate: [fine!.handle],
        outOfOrder: [late!.handle],
        altered: [changed!.handle],
      },
      foreign: [stranger, null].sort(),
    });
    const { pool } = given.database;
    await noteFindings(pool, found, null);
    const [report] = (await topicsReport(given.config, given.store, pool).all()).filter(
      ({ topic }) => topic === 'customers',
    );
    expect(report).toMatchObject({
      lag: 0,
      compared: {
        equal: false,
        required: 4,
        found: { missing: 1, duplicate: 1, outOfOrder: 1, foreign: 2, altered: 1 },
      },
    });
    expect(report!.compared!.differsSince).toMatch(/^2/);
    expect(await comparedCheck(pool, given.config)).toMatchObject({
      status: 'degraded',
      reason: expect.stringContaining('customers'),
    });
  });
});

describe('a topic of the log', () => {
  it('is compared on from where an earlier comparison ended, with what was missing then', async () => {
    const [one, other] = people(2);
    publishLog();
    for (let n = 0; n < 20; n++) await given.tell('PurchaseMade', [n % 2 === 0 ? one! : other!]);
    await published('log');
    const whole = await compareLog('interactions', deps());
    expect([isEqual(whole), whole.required, whole.records]).toEqual([true, 20, 20]);
    const { pool } = given.database;
    await noteFindings(pool, whole, null);
    for (let n = 0; n < 6; n++) await given.tell('PurchaseMade', [one!]);
    await published('log');
    const on = await compareLog('interactions', deps(), whole.next);
    expect([isEqual(on), on.required, on.records]).toEqual([true, 6, 6]);
    await noteFindings(pool, on, (await findings(pool))[0]!);
    expect((await findings(pool))[0]).toMatchObject({ equal: true, required: 26, records: 26 });

    // What the relay says that it has published, and has not.
    await log!.stop();
    const position = await given.tell('PurchaseMade', [other!]);
    await pool.query('update rapport_relay.publisher set position = $1', [position]);
    const lost = await compareLog('interactions', deps(), on.next);
    expect([lost.missing.length, lost.records]).toEqual([1, 0]);
    await noteFindings(pool, lost, (await findings(pool))[0]!);
    expect((await findings(pool))[0]).toMatchObject({ equal: false, found: { missing: 1 } });

    // It comes late, with a repeat of an old one and a record of nothing.
    await pool.query(
      "update rapport_relay.publisher set position = $1, event_id = null, until = now() - interval '1 s'",
      [whole.next!.position],
    );
    publishLog();
    await published('log');
    await send('interactions', [{ key: 'x', value: '{}', headers: { ce_id: 'never', ce_source: 'nobody' } }]);
    const late = await compareLog('interactions', deps(), lost.next);
    expect([late.missing, late.outOfOrder.map(({ id }) => id)]).toEqual([[], lost.missing]);
    expect([late.duplicate.length, late.foreign.length, late.next!.missing]).toEqual([6, 1, []]);
  });
});
