import { BookmarkLost, type EventStore, type Hold } from '@rapport/event-store';
import { type FreshDatabase, aNewEvent, anAppend, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from './postgres';

/** More than go into one statement. */
const MANY = 2_300;

describe('bookmarks that move with more appends than fit into one statement', () => {
  let database: FreshDatabase;
  let store: EventStore;
  let hold: Hold;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await postgresEventStore(database.url);
  });
  beforeEach(async () => void (hold = await store.bookmarks.take('many')));
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  const many = () => Array.from({ length: MANY }, (_, n) => anAppend(`customer-${n}`, [aNewEvent()]));
  const place = async (): Promise<string> => (await store.bookmarks.list('many'))[0]!.place;

  it('move with the last of them', async () => {
    const outcomes = await store.append(many(), { hold, to: 'all' });
    expect([new Set(outcomes.map(({ status }) => status)), await place()]).toEqual([new Set(['appended']), 'all']);
  });

  it('stay where the first is in conflict, or only the last', async () => {
    const known = aNewEvent();
    await store.append([anAppend('customer-known', [known])]);
    const changed = anAppend('customer-known', [{ ...known, body: '{"changed":true}' }]);
    for (const calls of [
      [changed, ...many()],
      [...many(), changed],
    ]) {
      const outcomes = await store.append(calls, { hold, to: 'beyond' });
      expect([outcomes.filter(({ status }) => status === 'conflict').length, await place()]).toEqual([1, 'all']);
    }
  });

  it('let nothing more be written once they are taken in between', async () => {
    const calls = many();
    const appending = store.append(calls, { hold, to: 'late' });
    const taken = store.bookmarks.take('many');
    const ended = await appending.then(
      () => 'moved',
      (error: unknown) => error,
    );
    await taken;
    const events = calls.flatMap(({ events: [event] }) => event!.id);
    const written = (await store.find(events)).length;
    if (ended === 'moved') expect([written, await place()]).toEqual([MANY, 'late']);
    else expect([ended instanceof BookmarkLost, written < MANY, await place()]).toEqual([true, true, 'all']);
  });
});
