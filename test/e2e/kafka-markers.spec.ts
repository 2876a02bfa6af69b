import { type FreshDatabase, freshDatabase, kafkaForTests, type TestKafka } from '@rapport/testing';
import type { KafkaMessage } from 'kafkajs';
import { clientOf, type Client } from './client';
import { MAIL, plantMarkers } from './marker-doors';
import { markersIn, WORD } from './marker-search';
import { type Place, build, freePort, newPlace, until } from './program';
import { subscribe } from './subscriber';

const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;

beforeAll(build, 120_000);

/** Kafka keeps what it was told for as long as it likes, so nothing personal may ever get there. */
describe('personal data, planted through every door while Kafka is told everything', () => {
  let kafka: TestKafka;
  let database: FreshDatabase;
  let place: Place;
  let prefix: string;
  let admin: Client;
  let as: (role: string) => Client;

  beforeAll(async () => {
    kafka = await kafkaForTests();
    prefix = kafka.name('markers');
    database = await freshDatabase();
    place = await newPlace();
    const port = await freePort();
    const run = place.run(['up'], {
      ...{ DATABASE_URL: database.url, RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: ADMIN_KEY },
      ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), RAPPORT_DEFAULT_COUNTRY: 'DE' },
      ...{ KAFKA_BROKERS: kafka.brokers.join(','), RAPPORT_KAFKA_PREFIX: prefix },
      ...{ RAPPORT_KAFKA_PARTITIONS: '2', RAPPORT_KAFKA_PURPOSES: 'newsletter' },
    });
    await run.ready();
    const url = `http://127.0.0.1:${port}`;
    admin = clientOf(url, ADMIN_KEY);
    const keys: Record<string, string> = { admin: ADMIN_KEY };
    for (const role of ['agent', 'supervisor', 'analyst', 'integrator', 'auditor'])
      keys[role] = (await admin.post('/v1/keys', { role, name: role })).body.text;
    as = (role) => clientOf(url, keys[role]!);
    expect((await admin.put('/v1/sources', { prefix: 'crm', namespace: 'crm' })).status).toBeLessThan(300);
  }, 240_000);
  afterAll(async () => {
    await place?.clear();
    await database?.drop();
  });

  const statesOf = async (...names: readonly string[]): Promise<readonly Record<string, any>[]> => {
    const { checks } = (await admin.get('/health/ready')).body;
    return names.map((name) => checks[`kafka ${prefix}/${name}`] ?? {});
  };

  it('is on no topic in any form, though each has records', async () => {
    const heard = new Map<string, KafkaMessage[]>();
    const names = ['interactions', 'decisions', 'customers', 'purpose-newsletter', 'quarantine'];
    await until('Kafka is told', async () => {
      const [log, states, intake] = await statesOf('log', 'customers', 'intake');
      return log!['status'] === 'up' && states!['status'] === 'up' && intake!['partitions'] === 2;
    }, 60_000); // prettier-ignore
    await plantMarkers(as, async (position) => {
      expect((await as('agent').get(`/v1/volume?minPosition=${position}`)).status).toBeLessThan(500);
    });
    const consent = { purpose: 'newsletter', medium: 'email', textVersion: '1', proof: `${WORD}76` };
    const producer = kafka.client.producer();
    await producer.connect();
    const record = (id: string, type: string, channel: string, data: object): { value: string } => ({
      value: JSON.stringify({
        ...{ id, type, channel, source: 'crm/main', occurredAt: '2026-11-19T10:00:00.000Z', data },
        identifiers: [{ type: 'email', value: MAIL }],
      }),
    });
    await producer.send({
      topic: `${prefix}.ingest.v1`,
      messages: [
        record('k1', 'ProfileStated', 'business', { name: `${WORD}77`, nick: `${WORD}78` }),
        record('k2', 'ConsentGiven', 'web', consent),
        record('k3', 'Nonsense', 'business', { name: `${WORD}79` }),
        { value: `{"torn": "${WORD}80` },
      ],
    });
    await producer.disconnect();
    const consumers = await Promise.all(
      names.map((name) => {
        heard.set(name, []);
        return subscribe(kafka, `${prefix}.${name}.v1`, [], (message) => void heard.get(name)!.push(message));
      }),
    );
    try {
      await until('everything is told', async () => {
        const { checks } = (await admin.get('/health/ready')).body;
        const told = await statesOf('log', 'customers');
        const all = told.every(({ position }) => position === checks.log.head);
        return all && heard.get('quarantine')!.length >= 2 && ['customers', 'purpose-newsletter'].every((name) => heard.get(name)!.length > 0);
      }, 60_000); // prettier-ignore
      await until('a decision is heard', () => heard.get('decisions')!.length > 0, 20_000);
      expect(heard.get('interactions')!.length).toBeGreaterThan(7);
      const leaks = [...heard].flatMap(([name, messages]) =>
        messages.flatMap(({ key, value, headers }) => {
          const texts = Object.entries(headers ?? {})
            .flat()
            .map(String);
          return markersIn([String(key), String(value), ...texts].join('\n')).map((form) => `${name}: ${form}`);
        }),
      );
      expect(leaks).toEqual([]);
      expect(JSON.stringify([...heard].map(([, messages]) => messages.map(({ headers }) => String(headers?.['ce_type']))))).toContain('profile-stated'); // prettier-ignore
    } finally {
      await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    }
  }, 180_000);
});
