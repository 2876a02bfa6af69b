import { decodeRecord } from '@rapport/adapters';
import { type FreshDatabase, freshDatabase, kafkaForTests, type TestKafka } from '@rapport/testing';
import type { KafkaMessage } from 'kafkajs';
import { checkedClient } from './checked-client';
import { type Client, clientOf } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';
import { subscribe } from './subscriber';
import { card, email, purchase } from './touchpoints';

const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;
/** Kills of the relay in mid-work. */
const KILLS = process.env['RAPPORT_FULL'] === '1' ? 100 : 2;

beforeAll(build, 120_000);

describe('the log in Kafka', () => {
  let kafka: TestKafka;
  let database: FreshDatabase;
  let place: Place;
  let prefix: string;
  let client: Client;
  let relay: { readonly run: Run; readonly url: string };
  const env = (roles: string, port: number): Record<string, string> => ({
    ...{ DATABASE_URL: database.url, RAPPORT_ROLES: roles, RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: ADMIN_KEY },
    ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), KAFKA_BROKERS: kafka.brokers.join(','), RAPPORT_KAFKA_PREFIX: prefix },
    ...{ RAPPORT_KAFKA_PARTITIONS: '3', RAPPORT_KAFKA_PURPOSES: 'newsletter' },
  });
  const startRelay = async (): Promise<void> => {
    const port = await freePort();
    relay = { run: place.run(['up'], env('relay', port)), url: `http://127.0.0.1:${port}` };
    await relay.run.ready();
  };
  const kill = async ({ child, ended }: Run): Promise<void> => {
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
  };

  beforeAll(async () => {
    kafka = await kafkaForTests();
    prefix = kafka.name('e2e');
    database = await freshDatabase();
    place = await newPlace();
    const port = await freePort();
    const rest = place.run(['up'], env('ingest,query,projector', port));
    await Promise.all([startRelay(), rest.ready()]);
    client = clientOf(`http://127.0.0.1:${port}`, ADMIN_KEY);
  }, 240_000);
  afterAll(async () => {
    await place?.clear();
    await database?.drop();
  });

  const caughtUp = (): Promise<void> =>
    until(
      'Kafka has the whole log',
      async () => {
        const { body } = await client.get('/health/ready');
        const { checks } = (await clientOf(relay.url, ADMIN_KEY).get('/health/ready')).body;
        const told = [checks[`kafka ${prefix}/log`], checks[`kafka ${prefix}/customers`]];
        return told.every(({ status, position }) => status === 'up' && position === body.checks.log.head);
      },
      60_000,
    );
  const reconcile = async (topic: string): Promise<{ code: number | string; report: Record<string, any> }> => {
    const run = place.run(['reconcile', topic, '--json'], env('relay', 0));
    const code = await run.ended;
    const [, text] = /^[^{]*(\{.*\})[^}]*$/s.exec(run.output()) ?? [];
    return { code, report: text ? JSON.parse(text) : { output: run.output() } };
  };

  it('gives a consumer every event, without clear personal values, and says how far it is', async () => {
    const { body: receipt } = await client.post(
      '/v1/interactions',
      purchase([card('LC-kafka'), email('k@example.com')]),
    );
    await caughtUp();
    const consumer = kafka.client.consumer({ groupId: kafka.name('e2e'), maxWaitTimeInMs: 200 });
    const seen: KafkaMessage[] = [];
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: `${prefix}.interactions.v1`, fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void seen.push(message) });
      await until('a consumer has it', () => seen.length > 0);
    } finally {
      await consumer.disconnect();
    }
    const { key, headers, value } = seen[0]!;
    const read = decodeRecord({ headers: headers as Record<string, Buffer>, value });
    expect(read).toMatchObject({
      ok: true,
      event: {
        type: 'io.rapport.purchase-made.v1',
        extensions: { eventid: receipt.eventId, sequence: receipt.position, partitionkey: String(key) },
      },
    });
    expect(JSON.stringify([headers, String(value)])).not.toMatch(/example\.com|LC-kafka/);
    const { body: text } = await clientOf(relay.url, ADMIN_KEY).get('/metrics');
    expect(text).toMatch(new RegExp(`rapport_relay_lag_events\\{relay="${prefix}/log"\\} 0`));
  });

  it('stays equal to the log when the relay is killed at work, again and again', async () => {
    for (let round = 0; round < KILLS; round++) {
      const lines = Array.from({ length: 400 }, (_, n) =>
        JSON.stringify({ ...purchase([email(`k${n % 40}@example.com`)]), id: `kill-${round}-${n}` }),
      );
      const sending = client.send('POST', '/v1/interactions/batch', lines.join('\n'));
      await kill(relay.run);
      expect((await sending).status).toBe(200);
      await startRelay();
    }
    await caughtUp();
    const topics = ['interactions', 'decisions', 'customers', 'purpose-newsletter'];
    for (const topic of topics) {
      const { code, report } = await reconcile(topic);
      expect({ code, ...report }).toMatchObject({ code: 0, equal: true, missing: [], outOfOrder: [], foreign: [] });
    }
    const { body } = await (await checkedClient(relay.url, ADMIN_KEY)).get('/v1/topics');
    expect(body.topics).toEqual(
      topics.map((topic) =>
        expect.objectContaining({
          topic,
          name: `${prefix}.${topic}.v1`,
          lag: 0,
          compared: expect.objectContaining({ equal: true }),
        }),
      ),
    );
  }, 900_000);

  it('lets a new subscriber begin under load, without gap or overlap', async () => {
    const relayed = await checkedClient(relay.url, ADMIN_KEY);
    let busy = true;
    const load = (async () => {
      for (let round = 0; busy; round++) {
        const lines = Array.from({ length: 60 }, (_, n) => {
          const who =
            n % 7 === 0
              ? [card(`B${n % 20}`), email(`b${n % 20}@example.com`)]
              : [n % 2 === 0 ? card(`B${n % 20}`) : email(`b${n % 20}@example.com`)];
          return JSON.stringify({ ...purchase(who), id: `begin-${round}-${n}` });
        });
        expect((await client.send('POST', '/v1/interactions/batch', lines.join('\n'))).status).toBe(200);
      }
    })();
    // The log: where to begin, then pages to their end, then the topic from there on.
    const { body: start } = await relayed.get('/v1/topics/interactions/start');
    const heard: string[] = [];
    let seen = '';
    for (let atEnd = false; !atEnd;) {
      const { body: page } = await relayed.get(`/v1/events?limit=500${seen && `&after=${seen}`}`);
      heard.push(
        ...page.events
          .filter(({ channel }: { channel: string }) => channel === 'store')
          .map(({ eventId }: { eventId: string }) => eventId),
      );
      [seen, atEnd] = [page.next ?? seen, page.atEnd];
    }
    const ofLog = await subscribe(kafka, start.name, start.offsets, ({ headers }) => {
      if (String(headers!['position']) > seen) heard.push(String(headers!['ce_eventid']));
    });
    // States: from the beginning of the topic; the last record of a key counts.
    const states = new Map<string, { touches: number }>();
    const ofStates = await subscribe(kafka, `${prefix}.customers.v1`, [], ({ key, value }) => {
      if (value === null) states.delete(String(key));
      else states.set(String(key), JSON.parse(String(value)));
    });
    try {
      const begun = heard.length;
      await until('the load is heard', () => heard.length > begun + 200, 30_000);
      busy = false;
      await load;
      await caughtUp();
      const { body: all } = await client.get('/v1/projections/customer-view/rows?limit=2000');
      const rows = all.rows.map(({ key, touches }: { key: string; touches: number }) => [key, touches]).sort();
      await until(
        'all states are there',
        () => JSON.stringify([...states].map(([key, { touches }]) => [key, touches]).sort()) === JSON.stringify(rows),
        30_000,
      );
      const told = rows.reduce((sum: number, [, touches]: [string, number]) => sum + touches, 0);
      await until('every event is heard', () => heard.length >= told, 30_000);
      expect([heard.length, new Set(heard).size]).toEqual([told, told]);
    } finally {
      busy = false;
      await Promise.all([ofLog.disconnect(), ofStates.disconnect(), load]);
    }
  }, 180_000);

  it('is told apart from the log where somebody has written into the topic', async () => {
    const topic = `${prefix}.interactions.v1`;
    const producer = kafka.client.producer();
    await producer.connect();
    const headers = {
      ce_id: 'never',
      ce_source: 'nobody',
      ce_type: 'io.rapport.purchase-made.v1',
      ce_specversion: '1.0',
    };
    await producer.send({ topic, messages: [{ key: 'x', value: '{}', headers }, { value: 'noise' }] });
    await producer.disconnect();
    const { code, report } = await reconcile('interactions');
    expect([code, report['equal'], report['foreign'].length, report['missing']]).toEqual([1, false, 2, []]);
    const relayed = await checkedClient(relay.url, ADMIN_KEY);
    const compared = async () => (await relayed.get('/v1/topics')).body.topics[0].compared;
    expect(await compared()).toMatchObject({ equal: false, found: { foreign: 2 }, differsSince: expect.any(String) });
    await database.pool.query('delete from rapport_relay.compared where topic = $1', [topic]);
    expect(await compared()).toBeNull();
    await database.pool.query(`insert into rapport_relay.compared (topic, fault) values ($1, 'it is away')`, [topic]);
    expect(await compared()).toMatchObject({ equal: null, at: null, found: {}, examples: {}, fault: 'it is away' });
  });

  it('is not compared with what is not there', async () => {
    const nothing = place.run(['reconcile', 'interactions'], { ...env('relay', 0), RAPPORT_KAFKA_PREFIX: 'nowhere' });
    expect([await nothing.ended, nothing.output()]).toEqual([2, expect.stringContaining('there is no topic nowhere')]);
  });

  it('tells the past once more to one reader alone', async () => {
    const run = async (...args: string[]): Promise<[number | string, string]> => {
      const { ended, output } = place.run(['republish', ...args], env('relay', 0));
      return [await ended, output()];
    };
    const mine = kafka.name('mine');
    const news = run('--to', `${prefix}.interactions.v1`);
    const [after, type] = [run('--to', 'other', '--after', '7'), run('--to', 'other', '--type', 'PurchasMade')];
    expect(await run('--to', mine)).toEqual([0, expect.stringContaining(`records on ${mine}`)]);
    expect(await news).toEqual([1, expect.stringContaining('is public')]);
    expect(await after).toEqual([2, expect.stringContaining('--after must be')]);
    expect(await type).toEqual([2, expect.stringContaining('PurchaseMade')]);
  });

  it('waits, and takes nothing away from ingest, while Kafka is away', async () => {
    await kill(relay.run);
    const port = await freePort();
    const alone = place.run(['up'], { ...env('ingest,relay', port), KAFKA_BROKERS: '127.0.0.1:1' });
    await alone.ready();
    const url = `http://127.0.0.1:${port}`;
    const { status } = await clientOf(url, ADMIN_KEY).post('/v1/interactions', purchase([email('k2@example.com')]));
    expect(status).toBe(201);
    await until('it says so', async () => {
      const { status: ready, body } = await clientOf(url, ADMIN_KEY).get('/health/ready');
      const check = body.checks[`kafka ${prefix}/log`];
      return ready === 200 && check.status === 'degraded' && /ECONNREFUSED/.test(check.reason);
    });
    alone.child.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
  });
});
