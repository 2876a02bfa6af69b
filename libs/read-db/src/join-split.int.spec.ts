import { joinCustomers, splitCustomer, type IdentityOutcome } from '@rapport/decisions';
import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import type { Following } from './following';
import { membership } from './membership';
import { recogniser } from './recognition';
import { sliceRanges } from './slices';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, handleIn, makeStory, type Told } from './world/story';

const command = { by: 'key a-17', at: '2026-11-20T10:00:00.000Z' };
let stage: Stage;
let store: EventStore;
let following: Following;

const nodes = async (customer: string) =>
  (await membership(stage.database.pool).handlesOf(customer)).map(({ handle, type, issuer }) => ({
    ...{ handle, type },
    ...(issuer === null ? {} : { issuer }),
  }));
const edges = (handles: readonly { handle: string }[]) =>
  membership(stage.database.pool).edgesOf(handles.map(({ handle }) => handle));
const record = async (outcome: IdentityOutcome): Promise<void> => {
  if (!outcome.ok) throw new Error(outcome.detail);
  await store.append(outcome.events.map(({ stream, ...event }) => ({ stream, expected: 'any', events: [event] })));
  await settled(stage, store);
};
const join = async (one: string, other: string): Promise<void> => {
  const [first, second] = [await nodes(one), await nodes(other)];
  await record(joinCustomers(first, second, await edges(first), command));
};
const allRows = () => Promise.all(worldProjections.map((table) => storedRows(stage, table)));
const mustEqualFold = async (): Promise<void> => {
  const facts = await logOf(store);
  expect(await allRows()).toEqual(worldProjections.map((table) => expectedRows(facts, table)));
};
const tell = async (...events: readonly Told[]): Promise<void> => {
  await store.append(events.map((event) => appendOf(0, event)));
  await settled(stage, store);
};
const seen = (id: string, ...handles: readonly string[]): Told => ({
  ...{ id, type: 'PurchaseMade', handles, occurredAt: `2026-01-01T00:00:0${id}.000Z` },
  data: { orderId: id, currency: 'EUR', amount: '1.00' },
});

describe.each([1, 3])('customers in %i ranges of slices', (ranges) => {
  beforeEach(async () => {
    stage = await openStage();
    store = memoryEventStore({ batch: 10 });
    following = await stage.follow(store, { ranges: sliceRanges(ranges) });
  });
  afterEach(async () => {
    await following.stop();
    await stage.close();
  });

  it('are joined and split again as if they never had been', async () => {
    await tell(...makeStory(seededRandom(ranges), 50, 9));
    const facts = await logOf(store);
    const handles = [...new Set(facts.map(({ handle }) => handle))];
    const customers = [...new Set((await membership(stage.database.pool).resolve(handles)).values())];
    const before = await allRows();
    const [one, other] = [customers[0]!, customers.at(-1)!];
    const off = (await nodes(other)).map(({ handle }) => handle);
    await join(one, other);
    await mustEqualFold();
    const joined = await nodes(one);
    expect(joined.length).toBe(new Set(joined.map(({ handle }) => handle)).size);
    expect((await membership(stage.database.pool).resolve([one, other])).values().next().value).toBe(
      (await membership(stage.database.pool).customerOf(other))!,
    );
    await record(splitCustomer(joined, off, await edges(joined), command));
    expect((await allRows()).slice(0, 3)).toEqual(before.slice(0, 3));
    await mustEqualFold();
  });

  it('take in what arrives while they are joined, each its own when they are split', async () => {
    await tell(seen('1', 'userId1'), seen('2', 'userId2'));
    await join(handleIn(0, 'userId1'), handleIn(0, 'userId2'));
    await tell(seen('3', 'userId2'), seen('4', 'userId1', 'email1'));
    await mustEqualFold();
    const joined = await nodes(handleIn(0, 'userId2'));
    const off = [handleIn(0, 'userId2')];
    await record(splitCustomer(joined, off, await edges(joined), command));
    await mustEqualFold();
    expect(await storedRows(stage, worldProjections[0]!)).toMatchObject({
      [handleIn(0, 'userId1')]: { orders: ['1', '4'] },
      [handleIn(0, 'userId2')]: { orders: ['2', '3'] },
    });
  });

  it('keep apart what a person has split, although sources assert it again', async () => {
    await tell(seen('1', 'userId1', 'email1'));
    const both = await nodes(handleIn(0, 'userId1'));
    await record(splitCustomer(both, [handleIn(0, 'email1')], await edges(both), command));
    await tell(seen('2', 'userId1', 'email1'), seen('3', 'email1'));
    expect(await membership(stage.database.pool).customerOf(handleIn(0, 'email1'))).toBe(handleIn(0, 'email1'));
    await mustEqualFold();
    await join(handleIn(0, 'userId1'), handleIn(0, 'email1'));
    expect(await membership(stage.database.pool).customerOf(handleIn(0, 'email1'))).toBe(handleIn(0, 'userId1'));
    await mustEqualFold();
  });
});

describe('who is who', () => {
  beforeEach(async () => {
    stage = await openStage();
    store = memoryEventStore();
    following = await stage.follow(store);
  });
  afterEach(async () => {
    await following.stop();
    await stage.close();
  });

  it('is known for every position of the log', async () => {
    const { resolve } = membership(stage.database.pool);
    const [user1, email1] = [handleIn(0, 'userId1'), handleIn(0, 'email1')];
    await tell(seen('1', 'email1'));
    const alone = (await store.head()).position;
    await tell(seen('2', 'userId1', 'email1'));
    const linked = (await store.head()).position;
    const both = await nodes(user1);
    await record(splitCustomer(both, [email1], await edges(both), command));
    expect(await resolve([email1], alone)).toEqual(new Map([[email1, email1]]));
    expect(await resolve([email1], linked)).toEqual(new Map([[email1, user1]]));
    expect(await resolve([email1])).toEqual(new Map([[email1, email1]]));
  });

  it('tells how a shared identifier is connected with whom', async () => {
    await tell(...['1', '2', '3'].map((n) => seen(n, `userId${n}`, 'email1')), seen('5', 'userId5', 'phone1'));
    const { handlesOf } = membership(stage.database.pool);
    const recognise = recogniser();
    const candidates = async (handle: string) =>
      (await recognise(stage.database.pool, [handle], [], 9)).candidates.map(({ customer, sightings }) => [
        customer,
        ...sightings.map(({ connection }) => connection),
      ]);
    expect(await candidates(handleIn(0, 'email1'))).toEqual([
      [handleIn(0, 'email1'), 'linked'],
      ...['1', '2', '3'].map((n) => [handleIn(0, `userId${n}`), 'shared']).sort(),
    ]);
    expect(await candidates(handleIn(0, 'phone1'))).toEqual([[handleIn(0, 'userId5'), 'linked']]);
    expect(await candidates(handleIn(5, 'phone9'))).toEqual([]);
    // One event says several things at once, and is named once.
    await tell(seen('6', 'userId6', 'email6', 'phone6'));
    const { candidates: people } = await recognise(stage.database.pool, [handleIn(0, 'email6')], [], 9);
    expect(people.map(({ sightings }) => sightings[0]!.evidence.length)).toEqual([1]);
    expect(await handlesOf(handleIn(0, 'email1'))).toMatchObject([
      { type: 'email', shared: true, cell: 'sealed email1' },
    ]);
    expect(await handlesOf(handleIn(0, 'userId5'))).toHaveLength(2);
  });

  it('lets a person be faster than the rule: one decision has the number, the other is not made', async () => {
    await tell(seen('1', 'userId1', 'email1'));
    const both = await nodes(handleIn(0, 'userId1'));
    const split = splitCustomer(both, [handleIn(0, 'email1')], await edges(both), command);
    const stale = splitCustomer(both, [handleIn(0, 'email1')], await edges(both), { ...command, by: 'key b-2' });
    await record(split);
    if (!stale.ok) throw new Error(stale.detail);
    const [outcome] = await store.append(
      stale.events.map(({ stream, ...event }) => ({ stream, expected: 'any', events: [event] })),
    );
    expect(outcome!.status).toBe('conflict');
  });
});
