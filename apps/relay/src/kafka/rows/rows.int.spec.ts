import { randomUUID } from 'node:crypto';
import { type TestKafka, eventually, kafkaForTests, seededRandom } from '@rapport/testing';
import { type GivenRows, givenRows, latestOf } from './given-rows';

let kafka: TestKafka;
let given: GivenRows;

beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);
beforeEach(async () => void (given = await givenRows(kafka)), 60_000);
afterEach(() => given.stop());

const sold = {
  events: { types: ['PurchaseMade'] },
  by: ['channel', 'currency'],
  measures: { orders: 'count', revenue: { sum: 'amount' } },
};
const soldToWhom = { ...sold, by: ['customer'] };
const headersOf = (record: { readonly headers?: Readonly<Record<string, unknown>> | undefined } | undefined) =>
  Object.fromEntries(Object.entries(record?.headers ?? {}).map(([name, value]) => [name, String(value)]));

describe('the topic of a described projection', () => {
  it('begins with all rows, follows each change, and takes back what is counted no more', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await given.tell('PurchaseMade', [one], { amount: '2.50' });
    const mistaken = await given.tell('PurchaseMade', [other], { currency: 'USD' }, 'web');
    await given.define('sold', 1, sold);
    given.relay('sold');
    const told = await given.toldRows('sold');
    expect(Object.fromEntries(told)).toEqual({
      '{"channel":"store","currency":"EUR"}': {
        ...{ projection: 'sold', version: 1 },
        row: { channel: 'store', currency: 'EUR', orders: 1, revenue: { EUR: '2.50' } },
      },
      '{"channel":"web","currency":"USD"}': expect.objectContaining({ version: 1 }),
    });
    await given.tell('PurchaseMade', [one], { amount: '1.00' });
    await given.retract(mistaken, other);
    const after = await given.toldRows('sold');
    expect([...after.values()].map(({ row }) => row)).toEqual([
      { channel: 'store', currency: 'EUR', orders: 2, revenue: { EUR: '3.50' } },
    ]);
    const latest = latestOf(await given.records('sold'));
    const { position } = await given.store.head();
    expect(headersOf(latest.get('{"channel":"store","currency":"EUR"}'))).toMatchObject({
      ...{ ce_type: 'io.rapport.projection-row.v1', ce_source: 'rapport/projections/sold', projectionversion: '1' },
      ...{ ce_subject: '{"channel":"store","currency":"EUR"}', 'content-type': 'application/json' },
    });
    const gone = latest.get('{"channel":"web","currency":"USD"}')!;
    expect(gone.value).toBeNull();
    expect(headersOf(gone)).toMatchObject({ ce_type: 'io.rapport.projection-row-gone.v1', gone: 'no-row', position });
  }, 120_000);

  it('tells the next version on the same topic, takes back rows that it has no more, and all when it is dropped', async () => {
    for (const channel of ['store', 'web']) await given.tell('PurchaseMade', [randomUUID()], {}, channel);
    await given.define('sold', 1, sold);
    given.relay('sold');
    expect((await given.toldRows('sold')).size).toBe(2);
    await given.define('sold', 2, { ...sold, by: ['currency'], measures: { customers: { distinct: 'customer' } } });
    const told = await given.toldRows('sold');
    expect([...told]).toEqual([
      ['{"currency":"EUR"}', { projection: 'sold', version: 2, row: { currency: 'EUR', customers: 2 } }],
    ]);
    await given.drop('sold', 2);
    await eventually(async () => {
      const latest = [...latestOf(await given.records('sold')).values()];
      expect(latest.map(({ value }) => value)).toEqual([null, null, null]);
      expect(new Set(latest.map((record) => headersOf(record)['gone']))).toEqual(new Set(['no-row', 'dropped']));
    }, 30_000);
  }, 120_000);

  it('forgets who was erased, and keeps the figures of all', async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    for (const one of [gone, stays]) await given.tell('PurchaseMade', [one], {}, 'store');
    await given.define('sold', 1, sold);
    await given.define('sold-to-whom', 1, soldToWhom);
    given.relay('sold');
    given.relay('sold-to-whom');
    expect((await given.toldRows('sold-to-whom')).size).toBe(2);
    await given.erase([gone]);
    const told = await given.toldRows('sold-to-whom');
    expect([...told.keys()]).toEqual([`{"customer":"${stays}"}`]);
    const record = latestOf(await given.records('sold-to-whom')).get(`{"customer":"${gone}"}`)!;
    expect([record.value, headersOf(record)['gone']]).toEqual([null, 'erased']);
    expect([...(await given.toldRows('sold')).values()].map(({ row }) => row['orders'])).toEqual([2]);
  }, 120_000);

  it('goes on where it was, tells nothing twice, and mends what a crash left unknown', async () => {
    await given.tell('PurchaseMade', [randomUUID()], {});
    await given.define('sold', 1, sold);
    given.relay('sold');
    await given.toldRows('sold');
    const { pool } = given.database;
    const topic = `${given.prefix}.projection-sold.v1`;
    const settledAs = (rows: object[]) =>
      eventually(async () => {
        const found = await pool.query('select key, digest <> $2 as known from rapport_relay.told_row where topic = $1 order by key', [topic, '']); // prettier-ignore
        expect(found.rows).toEqual(rows);
      }, 30_000);
    const KEY = '{"channel":"store","currency":"EUR"}';
    await settledAs([{ key: KEY, known: true }]);
    const before = (await given.records('sold')).length;
    await given.stopRelays();
    given.relay('sold');
    await given.tell('PurchaseMade', [randomUUID()], {}, 'web');
    expect((await given.toldRows('sold')).size).toBe(2);
    expect((await given.records('sold')).length).toBe(before + 1);
    await given.stopRelays();
    // As after a crash between the note and the sending: one row may have been told otherwise, and one that there never was.
    await pool.query("update rapport_relay.told_row set digest = '' where topic = $1 and key = $2", [topic, KEY]);
    await pool.query("insert into rapport_relay.told_row (topic, key, digest) values ($1, '{\"channel\":\"call\"}', '')", [topic]); // prettier-ignore
    given.relay('sold');
    await settledAs([
      { key: KEY, known: true },
      { key: '{"channel":"web","currency":"EUR"}', known: true },
    ]);
    const records = await given.records('sold');
    expect(records.length).toBe(before + 3);
    expect(latestOf(records).get('{"channel":"call"}')!.value).toBeNull();
    await given.toldRows('sold');
  }, 120_000);

  it('is the rows whatever is told, taken back and joined while relays are robbed of their right', async () => {
    const random = seededRandom(23);
    const people = Array.from({ length: 9 }, () => randomUUID());
    const told: (readonly [string, string])[] = [];
    await given.define('sold', 1, sold);
    await given.define('sold-to-whom', 1, soldToWhom);
    const names = [given.relay('sold').name, given.relay('sold-to-whom').name];
    given.relay('sold');
    given.relay('sold-to-whom');
    const turns = process.env['RAPPORT_FULL'] === '1' ? 40 : 4;
    for (let turn = 0; turn < turns; turn += 1) {
      for (let n = 0; n < 15; n += 1) {
        const [owner, other] = [random.pick(people), random.pick(people)];
        const kind = random.below(8);
        const last = kind === 0 ? told.pop() : undefined;
        if (last) await given.retract(...last);
        else {
          const handles = kind === 1 && owner !== other ? [owner, other] : [owner];
          told.push([await given.tell('PurchaseMade', handles, {}, random.pick(['store', 'web'])), owner]);
        }
      }
      const ROB = `update rapport_relay.publisher set epoch = epoch + 1, owner = 'a robber', until = clock_timestamp() - interval '1 s'
        where name = any($1) and owner <> 'a robber'`;
      await eventually(async () => expect((await given.database.pool.query(ROB, [names])).rowCount).toBeGreaterThan(0), 20_000); // prettier-ignore
    }
    expect((await given.toldRows('sold')).size).toBeGreaterThan(1);
    expect((await given.toldRows('sold-to-whom')).size).toBeGreaterThan(1);
    const positions = new Map<string, string>();
    for (const record of await given.records('sold')) {
      const position = headersOf(record)['position']!;
      expect(position >= (positions.get(String(record.key)) ?? '')).toBe(true);
      positions.set(String(record.key), position);
    }
  }, 300_000);

  it('says what is missing where nobody described the projection', async () => {
    const relay = given.relay('nothing-yet');
    await eventually(async () => expect(relay.state.fault).toMatch(/no version of nothing-yet serves yet/), 30_000);
    await given.tell('PurchaseMade', [randomUUID()], {});
    await given.define('nothing-yet', 1, sold);
    expect((await given.toldRows('nothing-yet')).size).toBe(1);
    await eventually(async () => expect(relay.state.fault).toBeNull());
  }, 120_000);
});
