import { type CloudEvent, encodeBinary, encodeStructured } from '@rapport/adapters';
import { OutcomeUnknown, StoreBusy } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import type { Message } from 'kafkajs';
import { GivenIntake, visit } from './given-intake';
import { bookmarkOf } from './place';
import { groupOf, quarantineTopic } from './topics';

/** Members of the group that come and go. */
const REBALANCES = process.env['RAPPORT_FULL'] === '1' ? 200 : 4;

let given: GivenIntake;
let prefix: string;
beforeAll(async () => void (given = await GivenIntake.open()), 240_000);
beforeEach(() => {
  prefix = given.kafka.name('in');
  given.logged.length = 0;
  given.counts.clear();
});
afterEach(() => given.stopAll());
afterAll(() => given?.close());

/** Every id once, and those of each person in the order in which they were sent. */
const inOrder = async (ids: string, count: number, people: number): Promise<void> => {
  const told = (await given.log(ids)).map(({ id }) => Number(id.slice(ids.length)));
  expect([told.length, new Set(told).size]).toEqual([count, count]);
  for (let person = 0; person < people; person++) {
    const mine = told.filter((n) => n % people === person);
    expect(mine).toEqual([...mine].sort((a, b) => a - b));
  }
};

describe('the intake from Kafka', () => {
  it('takes native interactions and CloudEvents in both modes, once and in order, and says to the group how far it is', async () => {
    await given.newTopic(3);
    const eventOf = (id: string, person: number): CloudEvent => ({
      ...{ id, source: 'pos/berlin-3', type: 'io.rapport.store-visited.v1', time: '2026-11-20T17:04:05+01:00' },
      extensions: {},
      data: { store: 'berlin-3', identifiers: [{ type: 'loyaltyCard', value: `LC-${person}` }] },
    });
    const messages = Array.from({ length: 300 }, (_, n): Message => {
      const [id, person] = [`mode-${n}`, n % 10];
      if (n % 3 === 0) return visit(id, person);
      if (n % 3 === 1) return { key: `c${person}`, ...encodeBinary(eventOf(id, person)) };
      return { key: `c${person}`, value: encodeStructured(eventOf(id, person)) };
    });
    const config = given.config(prefix);
    given.start(config);
    await given.send(messages);
    // A producer that was not sure.
    await given.send(messages.slice(0, 50));
    await given.taken(350);
    await inOrder('mode-', 300, 10);
    // Counted after the append's transaction, which is what has been waited for.
    await eventually(async () => expect(Object.fromEntries(given.counts)).toEqual({ accepted: 300, duplicate: 50 }));
    await given.admin((admin) =>
      eventually(async () => {
        const [found] = await admin.fetchOffsets({ groupId: groupOf(config), topics: [given.topic] });
        expect(found!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)).toBe(350);
      }, 30_000),
    );
  }, 120_000);

  it('keeps what it cannot take, says so without a word of it, and goes on', async () => {
    await given.newTopic(1);
    const first = visit('bad-0', 1);
    const long = 'x'.repeat(1_200_000);
    const config = given.config(prefix);
    const intake = given.start(config);
    await given.send([
      first,
      { key: 'li@example.com', value: '{"li@example.com' },
      { value: null },
      { value: Buffer.from([0xff, 0xfe]) },
      visit('bad-4', 1, { type: 'NoSuchType' }),
      visit('bad-5', 1, { source: 'elsewhere/1' }),
      visit('bad-0', 1, { data: { store: 'another' } }),
      { value: '{}', headers: { ce_specversion: '0.3', ce_id: 'x', ce_type: 'y', ce_source: 'li@example.com' } },
      visit('bad-8', 1),
    ]);
    await given.producer
      .send({ topic: given.topic, messages: [{ value: long }] })
      .catch(() => given.send([{ value: 'not json, as large as the topic takes' }]));
    await given.taken(10);
    expect((await given.log('bad-')).map(({ id }) => id)).toEqual(['bad-0', 'bad-8']);
    const codes = ['not-json', 'no-value', 'not-text', 'unknown-type', 'source-forbidden', 'id-conflict', 'bad-cloud-event', 'not-json']; // prettier-ignore
    const { entries } = await given.admission.quarantine.list({ keyId: `kafka/${given.topic}` });
    expect(entries.map(({ code }) => code).sort()).toEqual([...codes].sort());
    const raws = await Promise.all(entries.map(async ({ id }) => (await given.admission.quarantine.find(id))!.raw));
    expect(raws).toContain('{"li@example.com');

    const said: Message[] = [];
    const consumer = given.kafka.client.consumer({ groupId: given.kafka.name('said'), maxWaitTimeInMs: 200 });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: quarantineTopic(config), fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void said.push(message as Message) });
      await eventually(() => expect(said.length).toBe(codes.length), 30_000);
    } finally {
      await consumer.disconnect();
    }
    const told = said.map(({ headers, value }) => ({
      ...JSON.parse(String(value)),
      header: ['topic', 'partition', 'offset', 'exception.class.name'].map((name) => String(headers![`__connect.errors.${name}`])), // prettier-ignore
    }));
    told.sort((a, b) => a.offset - b.offset);
    expect(told.map(({ offset, code }) => [offset, code])).toEqual([1, 2, 3, 4, 5, 6, 7, 9].map((offset, n) => [offset, codes[n]])); // prettier-ignore
    expect(told[0].header).toEqual([given.topic, '0', '1', 'not-json']);
    expect(entries.map(({ id }) => id)).toContain(told[0].quarantineId);
    expect(JSON.stringify(said)).not.toMatch(/example\.com/);
    expect(intake.state).toMatchObject({ stage: 'taking', fault: null, noticeFault: null });
  }, 120_000);

  it('may be told of which sources a topic brings events, and of no others', async () => {
    await given.newTopic(1);
    given.start(given.config(prefix, [{ topic: given.topic, sources: ['kiosk'] }]));
    await given.send([
      visit('may-0', 1, { source: 'kiosk/1' }),
      visit('may-1', 1),
      visit('may-2', 1, { source: 'kiosks' }),
    ]);
    await given.taken(3);
    expect((await given.log('may-')).map(({ source }) => source)).toEqual(['kiosk/1']);
  }, 60_000);

  it('moves its place in the transaction of the append: at no moment is one there without the other', async () => {
    await given.newTopic(1);
    const sum = `select (select count(*) from rapport_store.events where body like '%"same-%')::int as events,
      coalesce((select place from rapport_store.bookmark where name = $1 and place <> ''), '{"next":0}') as place`;
    await given.send(Array.from({ length: 3_000 }, (_, n) => visit(`same-${n}`, n % 50)));
    given.start(given.config(prefix));
    const seen = new Set<number>();
    await eventually(async () => {
      const { rows } = await given.database.pool.query(sum, [bookmarkOf(given.topic, 0)]);
      const { next } = JSON.parse(rows[0].place);
      seen.add(next);
      if (rows[0].events !== next) throw Object.assign(new Error(), { events: rows[0].events, next });
      expect(next).toBe(3_000);
    }, 60_000);
    expect(seen.size).toBeGreaterThan(2);
    await inOrder('same-', 3_000, 50);
  }, 90_000);

  it('waits while the store is busy, and takes again what it does not know the end of', async () => {
    await given.newTopic(2);
    let calls = 0;
    const doubtful: Pick<typeof given.admission, 'admitRead'> = {
      admitRead: async (...call) => {
        calls += 1;
        if (calls % 4 === 1) throw new StoreBusy(1);
        const receipts = await given.admission.admitRead(...call);
        // Killed, as it were, between the append and whoever waits for it.
        if (calls % 4 === 2) throw new OutcomeUnknown(new Error('cut'));
        return receipts;
      },
    };
    given.start(given.config(prefix), doubtful);
    for (let n = 0; n < 250; n += 50) {
      await given.send(Array.from({ length: 50 }, (_, m) => visit(`doubt-${n + m}`, (n + m) % 8)));
      await given.taken(n + 50);
    }
    expect(calls).toBeGreaterThan(8);
    await inOrder('doubt-', 250, 8);
  }, 90_000);

  it('passes a record that cannot be recorded for a reason of its own', async () => {
    await given.newTopic(1);
    const poisoned: Pick<typeof given.admission, 'admitRead'> = {
      admitRead: async (inputs, ...rest) => {
        if (inputs.some(({ raw, fault }) => raw?.includes('poison-7"') && !fault))
          throw new TypeError('a fault of ours');
        return given.admission.admitRead(inputs, ...rest);
      },
    };
    given.start(given.config(prefix), poisoned);
    await given.send(Array.from({ length: 12 }, (_, n) => visit(`poison-${n}`, n)));
    await given.taken(12);
    expect((await given.log('poison-')).length).toBe(11);
    const { entries } = await given.admission.quarantine.list({ keyId: `kafka/${given.topic}` });
    expect(entries.map(({ code }) => code)).toEqual(['not-taken']);
  }, 90_000);
});

describe('several intakes of one group', () => {
  it(
    'lose, double and turn round nothing while they come, go, and take from each other',
    async () => {
      await given.newTopic(4);
      const config = given.config(prefix);
      let busy = true;
      let sent = 0;
      const load = (async () => {
        for (; busy; sent += 100)
          await given.send(Array.from({ length: 100 }, (_, n) => visit(`group-${sent + n}`, (sent + n) % 20)));
      })();
      given.start(config);
      for (let round = 0; round < REBALANCES; round++) {
        const other = given.start(config);
        await eventually(() => expect(other.state.partitions).toBeGreaterThan(0), 60_000);
        // Somebody who thinks that a partition is theirs: whoever reads it hears, and takes it again.
        await given.store.bookmarks.take(bookmarkOf(given.topic, round % 4));
        await other.stop();
      }
      busy = false;
      await load;
      await given.taken(sent);
      await inOrder('group-', sent, 20);
    },
    120_000 + REBALANCES * 15_000,
  );
});
