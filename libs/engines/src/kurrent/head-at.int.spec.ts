import {
  type FreshDatabase,
  type KurrentDouble,
  aNewEvent,
  anAppend,
  freshDatabase,
  kurrentDouble,
} from '@rapport/testing';
import type { EventStore, Placed } from '@rapport/event-store';
import { kurrentEventStore } from '../index';

describe('where the log of a KurrentDB ended at a moment', () => {
  let database: FreshDatabase;
  let double: KurrentDouble;
  let store: EventStore;
  let places: readonly Placed[];
  const agrees = async (): Promise<void> => {
    for (const { recordedAt } of places) {
      const last = places.findLast((place) => place.recordedAt <= recordedAt)!;
      expect((await store.headAt(recordedAt)).position).toBe(last.position);
    }
  };
  const forgetWhere = (which: string): Promise<unknown> =>
    database.pool.query(
      `update rapport_kurrent.event set position = null, recorded_at = null, type = 'A', body = '{}' ${which}`,
    );

  beforeEach(async () => {
    database = await freshDatabase();
    double = await kurrentDouble();
    store = await kurrentEventStore(double.url, { database: database.pool });
    const placed: Placed[] = [];
    for (let round = 0; round < 12; round++) {
      const [outcome] = await store.append([anAppend(`customer-${round % 3}`, [aNewEvent(), aNewEvent()])]);
      if ('placed' in outcome!) placed.push(...outcome.placed);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    places = placed;
  });
  afterEach(async () => {
    await store.close();
    await double.stop();
    await database.drop();
  });

  it('is known where every event is noted', agrees);

  it.each([
    ['the newest', "where stream = 'customer-2'"],
    ['one in between', 'where version = 3'],
    ['all', ''],
  ])('is known where %s were appended and not noted', async (_, which) => {
    await forgetWhere(which);
    await agrees();
    expect((await store.headAt('2999-01-01T00:00:00Z')).position).toBe((await store.head()).position);
    expect((await store.headAt('2001-01-01T00:00:00Z')).eventId).toBeNull();
  });
});
