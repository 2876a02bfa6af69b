import { eventStoreContract } from '@rapport/event-store/contract';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from '../index';

describe('the PostgreSQL engine', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  eventStoreContract('postgres', async () => {
    await database.pool.query('drop schema if exists rapport_store, rapport_meta cascade');
    return postgresEventStore(database.url);
  });
});
