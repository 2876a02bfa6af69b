import { randomBytes } from 'node:crypto';
import { eventStoreContract } from '@rapport/event-store/contract';
import { type FreshDatabase, type KurrentDouble, freshDatabase, kurrentDouble } from '@rapport/testing';
import { isKurrent, kurrentEventStore } from '../index';

/** The double shares its processor with all that is tested at the same time. */
const PATIENT = { answer: 60_000, deadline: 120_000 };

describe.each([
  ['appends in batches', { batchAppend: true }, ''],
  ['single appends, in a namespace', { batchAppend: false }, '&namespace=shop'],
])('the engine for KurrentDB on a protocol double with %s', (name, options, namespace) => {
  let database: FreshDatabase;
  let double: KurrentDouble | undefined;
  beforeAll(async () => void (database = await freshDatabase()));
  afterEach(async () => double?.stop());
  afterAll(() => database.drop());

  eventStoreContract(`kurrent (${name})`, async () => {
    await database.pool.query('drop schema if exists rapport_kurrent, rapport_meta cascade');
    double = await kurrentDouble(options);
    return kurrentEventStore(`${double.url}${namespace}`, { database: database.pool, ...PATIENT });
  });
});

/** A real server, where there is one: each check in a namespace of its own. */
const server = process.env['EVENT_STORE_URL'] ?? null;

describe('the engine for KurrentDB on a real server', () => {
  if (!isKurrent(server))
    return it('is not asked: EVENT_STORE_URL names none', () => expect(isKurrent(server)).toBe(false));
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  eventStoreContract('kurrent (real server)', async () => {
    await database.pool.query('drop schema if exists rapport_kurrent, rapport_meta cascade');
    const namespace = `contract-${randomBytes(6).toString('hex')}`;
    const url = `${server}${server!.includes('?') ? '&' : '?'}namespace=${namespace}`;
    return kurrentEventStore(url, { database: database.pool });
  });
});
