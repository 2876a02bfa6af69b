import { type TestKafka, eventually, kafkaForTests } from '@rapport/testing';
import {
  type GivenCustomers,
  type Ref,
  givenCustomers,
  headerOf as header,
  latestOf,
  topicIsView,
} from './given-customers';

let kafka: TestKafka;
let given: GivenCustomers;

beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);
beforeEach(async () => void (given = await givenCustomers(kafka)), 60_000);
afterEach(() => given.stop());

describe('the topic of customers', () => {
  it('begins with everybody, follows each change, and carries nothing that is sealed', async () => {
    const [one, other] = [given.handle('email'), given.handle('email')];
    await given.tell('PurchaseMade', [one], {}, { sealed: { note: 'a cell of a note' } });
    await given.tell('ProfileStated', [other], { language: 'de' }, { sealed: { familyName: 'a cell of a name' } });
    given.relay();
    await given.told();
    await topicIsView(given);
    const before = latestOf(await given.records());
    expect(JSON.parse(String(before.get(one.handle)!.value))).toMatchObject({ touches: 1, orders: 1 });
    expect(JSON.stringify([...before.values()].map(({ value, headers }) => [String(value), headers]))).not.toMatch(
      /a cell of|sealed/,
    );
    expect(JSON.parse(String(before.get(other.handle)!.value)).traits).toEqual({
      language: { at: expect.any(String), eventId: expect.any(String), value: 'de' },
    });
    const position = await given.tell('PurchaseMade', [one]);
    await given.told();
    // A transaction of Kafka's is committed a moment before its records can be read.
    await eventually(async () => {
      const after = latestOf(await given.records()).get(one.handle)!;
      expect([header(after, 'position'), header(after, 'ce_type'), header(after, 'ce_subject')]).toEqual([
        position,
        'io.rapport.customer-state.v1',
        one.handle,
      ]);
    }, 30_000);
    await topicIsView(given);
  });

  it('takes back who became another, and tells both again when they are taken apart', async () => {
    const [mail, card] = [given.handle('email'), given.handle('loyaltyCard')];
    await given.tell('PurchaseMade', [mail]);
    await given.tell('PurchaseMade', [card]);
    given.relay();
    await given.told();
    expect((await given.living()).size).toBe(2);
    await given.tell('PurchaseMade', [card, mail]);
    await eventually(async () => {
      await given.told();
      expect((await given.living()).size).toBe(1);
    }, 30_000);
    await topicIsView(given);
    const gone = [...latestOf(await given.records())].find(([, { value }]) => value === null)!;
    const [survivor] = (await given.living()).keys();
    expect([header(gone[1], 'gone'), header(gone[1], 'mergedinto')]).toEqual(['merged', survivor]);
  });

  it('forgets who was erased, and keeps forgetting', async () => {
    const [mail, stays] = [given.handle('email'), given.handle('email')];
    await given.tell('PurchaseMade', [mail]);
    await given.tell('PurchaseMade', [stays]);
    given.relay();
    await given.told();
    await given.erase([mail]);
    await given.told();
    await given.tell('PurchaseMade', [mail]);
    await given.told();
    const latest = latestOf(await given.records());
    expect([latest.get(mail.handle)!.value, header(latest.get(mail.handle), 'gone')]).toEqual([null, 'erased']);
    await topicIsView(given);
  });

  it('tells whom a failing event held up as soon as their row moves', async () => {
    const mail = given.handle('email');
    await given.tell('PurchaseMade', [mail]);
    const { pool } = given.database;
    await eventually(async () =>
      expect((await pool.query('select from rapport_read.customer_view_v1')).rowCount).toBe(1),
    );
    await pool.query(`insert into rapport_read.parked (projection, version, key, position, event_id, error, parked_at)
      values ('customer-view', 1, '${mail.handle}', 'p', gen_random_uuid(), 'spec', now())`);
    given.relay();
    await given.told();
    await pool.query('update rapport_read.customer_view_v1 set touches = 7');
    await pool.query('delete from rapport_read.parked');
    await eventually(async () => expect((await given.living()).get(mail.handle)).toMatchObject({ touches: 7 }), 20_000);
  });

  it('hands out a claim check for a state that the topic does not take', async () => {
    const topic = `${given.config.prefix}.customers.v1`;
    const admin = kafka.client.admin();
    await admin.connect();
    const configEntries = [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'max.message.bytes', value: '2000' },
    ];
    await admin.createTopics({ topics: [{ topic, numPartitions: 3, configEntries }] });
    await admin.disconnect();
    const mail = given.handle('email');
    for (let n = 0; n < 12; n++) await given.tell('PurchaseMade', [mail]);
    given.relay();
    await given.told();
    const last = latestOf(await given.records()).get(mail.handle)!;
    const { position } = await given.store.head();
    const claimCheck = `/v1/customers/${mail.handle}?minPosition=${position}`;
    expect(JSON.parse(String(last.value))).toEqual({ claimCheck, bytes: expect.any(Number) });
    expect(header(last, 'claimcheck')).toBe(claimCheck);
  });
});

describe('topics of purposes', () => {
  const purposes = { newsletter: 'newsletter' };
  const consent = (type: string, handle: Ref, data: object = {}): Promise<string> =>
    given.tell(type, [handle], { purpose: 'newsletter', ...data });
  const onTopic = async (): Promise<string[]> => {
    await given.told();
    return [...(await given.living('purpose-newsletter')).keys()];
  };

  it('have those who consent, as long as they do', async () => {
    const [yes, no, silent] = [given.handle('email'), given.handle('email'), given.handle('email')];
    await consent('ConsentGiven', yes, { medium: 'email' });
    await consent('ConsentDenied', no);
    await given.tell('PurchaseMade', [silent]);
    given.relay({ purposes });
    expect(await onTopic()).toEqual([yes.handle]);
    expect((await given.living('purpose-newsletter')).get(yes.handle)).toMatchObject({
      purpose: 'newsletter',
      allowed: { email: true },
    });
    await consent('ConsentWithdrawn', yes, { medium: 'email' });
    await consent('ConsentGiven', no, { expiresAt: '2999-01-01T00:00:00.000Z' });
    expect(await onTopic()).toEqual([no.handle]);
    const records = await given.records('purpose-newsletter');
    expect(records.map(({ key, value }) => [String(key), value === null])).toEqual(
      expect.arrayContaining([
        [yes.handle, false],
        [yes.handle, true],
        [no.handle, false],
      ]),
    );
    expect(records.map(({ key }) => String(key))).not.toContain(silent.handle);
    expect((await given.living()).size).toBe(3);
  });

  it('lose by themselves whose consent expires', async () => {
    const soon = given.handle('email');
    await consent('ConsentGiven', soon, { expiresAt: new Date(Date.now() + 6_000).toISOString() });
    given.relay({ purposes });
    expect(await onTopic()).toEqual([soon.handle]);
    await eventually(async () => expect(await onTopic()).toEqual([]), 30_000);
  });

  it('are filled when a purpose is added', async () => {
    const yes = given.handle('email');
    await consent('ConsentGiven', yes);
    const before = given.relay();
    await given.told();
    await before.stop();
    given.relay({ purposes });
    await eventually(
      async () => expect([...(await given.living('purpose-newsletter')).keys()]).toEqual([yes.handle]),
      20_000,
    );
  });
});
