import { type TestKafka, kafkaForTests } from '@rapport/testing';
import { type GivenCustomers, givenCustomers } from './customers/given-customers';
import { notPrivate } from './private-topic';
import { type Republication, type Republished, republish } from './republish';
import { type Lying, readTopic } from './topic-reader';

let kafka: TestKafka;
let given: GivenCustomers;
beforeAll(async () => {
  kafka = await kafkaForTests();
  given = await givenCustomers(kafka);
}, 240_000);
afterAll(() => given?.stop());

const again = (more: Partial<Republication> & { readonly topic: string }): Promise<Republished> => {
  const { database, store, config } = given;
  const all = { after: null, until: null, filter: {}, append: false };
  return republish({ pool: database.pool, store, config }, { ...all, ...more }, () => undefined);
};
const read = async (topic: string): Promise<readonly Lying[]> => {
  const records: Lying[] = [];
  await readTopic(kafka.client, topic, (record) => records.push(record), kafka.name('all'));
  return records;
};
const headersOf = (records: readonly Lying[], name: string): string[] =>
  records.map(({ headers }) => String(headers![name])).sort();

it('tells a range of the log once more, on a topic of somebody’s own', async () => {
  const positions: string[] = [];
  const [one, other] = [given.handle('email'), given.handle('email')];
  for (let n = 0; n < 12; n++) positions.push(await given.tell('PurchaseMade', [n % 3 === 0 ? one : other]));
  positions.push(await given.tell('ProductConfigured', [one], { sku: 'b', options: {} }));
  const topic = kafka.name('replay');
  const done = await again({ topic, after: positions[1]!, until: positions[9]! });
  expect(done).toEqual({ replay: expect.any(String), topic, records: 8, position: positions[9] });
  const records = await read(topic);
  expect(headersOf(records, 'position')).toEqual(positions.slice(2, 10));
  expect(new Set(headersOf(records, 'replay'))).toEqual(new Set([done.replay]));
  for (const { key, headers } of records) expect(String(headers!['ce_partitionkey'])).toBe(String(key));

  await expect(again({ topic })).rejects.toThrow(/holds records already/);
  const more = await again({
    topic,
    append: true,
    filter: { type: new Set(['ProductConfigured']), handle: one.handle },
  });
  expect([more.records, (await read(topic)).length]).toEqual([1, 9]);
});

it('never speaks to a topic that others take for news, nor to one that would forget', async () => {
  const { config } = given;
  for (const name of [
    'interactions.v1',
    'decisions.v2',
    'customers.v1',
    'purpose-ads.v1',
    'ingest.v1',
    'quarantine.v1',
  ])
    await expect(again({ topic: `${config.prefix}.${name}` })).rejects.toThrow(/public/);
  expect([notPrivate('a b', config), notPrivate('__offsets', config), notPrivate('..', config)]).not.toContain(null);
  expect(notPrivate(`${config.prefix}.replay-1`, config)).toBeNull();
  const topic = kafka.name('compacted');
  const admin = kafka.client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }] });
  await admin.disconnect();
  await expect(again({ topic })).rejects.toThrow(/is compacted/);
});
