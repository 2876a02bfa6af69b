import { eventStoreContract } from '@rapport/event-store/contract';
import { type FreshDatabase, type KurrentDouble, freshDatabase, kurrentDouble } from '@rapport/testing';
import { kurrentEventStore } from '../index';

describe.each([
  ['appends in batches', { batchAppend: true }],
  ['single appends', { batchAppend: false }],
])('the engine for KurrentDB on a protocol double with %s', (name, options) => {
  let database: FreshDatabase;
  let double: KurrentDouble | undefined;
  beforeAll(async () => void (database = await freshDatabase()));
  afterEach(async () => double?.stop());
  afterAll(() => database.drop());

  eventStoreContract(`kurrent (${name})`, async () => {
    await database.pool.query('drop schema if exists rapport_kurrent, rapport_meta cascade');
    double = await kurrentDouble(options);
    return kurrentEventStore(double.url, { database: database.pool });
  });
});
