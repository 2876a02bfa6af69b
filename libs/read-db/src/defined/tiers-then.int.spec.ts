import { memoryEventStore, type Append } from '@rapport/event-store';
import { addDays, type Fact, localDay } from '@rapport/events';
import { effectiveFacts } from '@rapport/fold';
import { identityOf } from '@rapport/decisions';
import { currentTiers, projections } from '@rapport/projections';
import { eventually, seededRandom } from '@rapport/testing';
import { sliceRanges } from '../slices';
import { bought, joined, who } from '../rules/world/ledger';
import { runOf, someCloses } from '../world/closes';
import { askPast, rowsOfPast, untilPast } from '../world/pasts';
import { hosting, replayed } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, handleIn, makeStory, onceMore, type Told } from '../world/story';
import { rowsThen } from '../world/then';
import { builtProjections, type DefinedProjection } from './defined-projections';
import { definedRows } from './defined-rows';
import { definedEvent, definitionStream } from './definition-event';

const registered = projections.filter(({ projection }) =>
  ['projection-definitions', 'tiers', 'rule-runs'].includes(projection.name),
);
const [PYRAMID, RFM] = [
  { rule: 'value-pyramid', zone: 'UTC', tiers: ['platinum', 'gold', 'lead'] },
  { rule: 'rfm', zone: 'Europe/Berlin', tiers: ['champions', 'lost'] },
] as const;
const asked = [PYRAMID, RFM].map(({ rule }) => ({ tier: rule, as: rule.replace('value-', '') }));

const byCustomer = {
  ...{ name: 'sold-at-tier', events: { channels: ['store'] }, by: ['customer', ...asked] },
  measures: { all: 'count' },
};
const inSteps = {
  ...{ name: 'after-gold', events: { channels: ['store'], where: { not: { tier: 'rfm', is: 'lost' } } }, by: ['type'] },
  measures: {
    golden: { count: 'events', where: { tier: 'value-pyramid', in: ['gold', 'platinum'] } },
    revenue: { sum: 'amount', where: { tier: 'value-pyramid', exists: true } },
    fell: { funnel: [{ step: 'up', where: { tier: 'value-pyramid', is: 'gold' } }, { step: 'down', where: { tier: 'value-pyramid', is: 'lead' } }] }, // prettier-ignore
  },
};
const NO_WISH = { after: null, limit: 10_000, filters: [], customers: null };

/** Two hours of a story as fifteen days, so that days end between its events, and some of these at the very end of one. */
const FIRST = Date.UTC(2026, 0, 1);
const slower = (at: string): string => new Date(FIRST + ((Date.parse(at) - FIRST) % 8_640_000) * 180).toISOString();
const slow = (told: Told): Told => {
  const { occurredAt } = told.data as { occurredAt?: string };
  return { ...told, occurredAt: slower(told.occurredAt), data: { ...told.data, ...(occurredAt && { occurredAt: slower(occurredAt) }) } }; // prettier-ignore
};

/** What a reading of decisions, at the end of the day before each event, says of the customer that it is of now. */
const readTiers = async (stage: Stage, facts: readonly Fact[], position: string): Promise<Record<string, number>> => {
  const customers = identityOf(facts);
  const handlesOf = new Map<string, string[]>();
  for (const [handle, customer] of customers) handlesOf.set(customer, [...(handlesOf.get(customer) ?? []), handle]);
  const people = [...handlesOf].map(([customer, handles]) => ({ customer, handles }));
  const counted: Record<string, number> = {};
  const known = new Map<string, Promise<Awaited<ReturnType<typeof currentTiers>>>>();
  for (const fact of effectiveFacts(facts)) {
    const tiers: (string | null)[] = [];
    for (const { rule, zone } of [PYRAMID, RFM]) {
      const day = addDays(localDay(fact.occurredAt, zone), -1);
      known.set(day, known.get(day) ?? currentTiers(stage.readDb.manager, people, { position, day }));
      const held = (await known.get(day)!).get(customers.get(fact.handle)!)!;
      tiers.push(held.find((one) => one.rule === rule)?.tier ?? null);
    }
    const place = `${customers.get(fact.handle)!} ${JSON.stringify(tiers)}`;
    counted[place] = (counted[place] ?? 0) + 1;
  }
  return counted;
};

describe.each([1, 2, 3])('described projections that ask for tiers as they were, story %i', (seed) => {
  const random = seededRandom(seed);
  const store = memoryEventStore({ batch: 1 + random.below(60) });
  let stage: Stage;
  const world = 7;
  const owners = new Set<string>();
  const closes = [PYRAMID, RFM].map((one) => ({ left: [] as (readonly Append[])[], ...one }));

  /** Tells a part of a story, with days that are decided between its events. */
  const tell = async (mark: string): Promise<void> => {
    const story = random.shuffle(onceMore(mark, makeStory(random, 50, 8)).map(slow));
    for (let at = 0; at < story.length; at += 12) {
      const some = story.slice(at, at + 12);
      await store.append(some.map((one) => appendOf(world, one)));
      for (const { handles, target } of some) if (!target) owners.add(handleIn(world, handles[0]!));
      const { left } = random.pick(closes);
      for (const append of left.splice(0, 1 + random.below(2)).flat()) await store.append([append]);
    }
  };
  /** Who decides knows only customers, so the runs are made up once there are some. */
  const decide = (): void => {
    for (const one of closes) {
      one.left.push(...someCloses(random, { ...one, first: '2026-01-01', days: 16, runs: 14 }, [...owners]));
    }
  };
  const serving = async (count: number): Promise<readonly DefinedProjection[]> => {
    await eventually(async () => expect(await builtProjections(stage.database.pool)).toHaveLength(count), 30_000);
    return builtProjections(stage.database.pool);
  };
  const areRight = async (all: readonly DefinedProjection[]): Promise<void> => {
    const facts = await logOf(store);
    for (const one of all) expect(await storedRows(stage, one)).toEqual(expectedRows(facts, one));
    const { position } = await store.head();
    const rows = await definedRows(stage.database.pool, all.find(({ compiled }) => compiled.customer !== null)!, NO_WISH); // prettier-ignore
    const counted = Object.fromEntries(rows.map(({ customer, place, group }) => [`${customer} ${place}`, group[0]]));
    expect(counted).toEqual(await readTiers(stage, facts, position));
    expect(new Set(rows.map(({ place }) => place)).size).toBeGreaterThan(2);
  };

  /** As of places and moments of the past. */
  const areRightThen = async (one: DefinedProjection): Promise<void> => {
    const facts = await logOf(store);
    const seen = new Set<string>();
    for (const [share, occurred] of [
      [0.6],
      [0.8, random.pick(facts).occurredAt],
      [1, random.pick(facts).occurredAt],
    ] as const) {
      // prettier-ignore
      const known = facts.slice(0, Math.floor(facts.length * share));
      const { id } = await askPast(stage, one, known.at(-1)!.position, occurred);
      const rows = await rowsOfPast(stage, one, await untilPast(stage, id, 'built'));
      expect([share, occurred, rows]).toEqual([share, occurred, rowsThen(known, one.projection, occurred)]);
      seen.add(JSON.stringify(rows));
    }
    expect(seen.size).toBe(3);
  };

  beforeAll(async () => {
    stage = await openStage(registered);
  });
  afterAll(() => stage.close());

  it('says what a reading of decisions says, live and built anew, whatever is decided anew, joined, split or corrected', async () => {
    const host = hosting(stage, store, registered, { defined: true });
    const ranges = sliceRanges(seed);
    let following = await stage.follow(store, { defined: true, ranges });
    try {
      await tell('a');
      decide();
      await tell('b');
      for (const one of [byCustomer, inSteps]) {
        const event = definedEvent({ name: one.name, version: 1, definition: one, promote: true }, 'k1', '2026-01-01T00:00:00.000Z'); // prettier-ignore
        await store.append([{ stream: definitionStream(one.name), expected: 'any', events: [event] }]);
      }
      const all = await serving(2);
      await settled(stage, store);
      await areRight(all);
      await tell('c');
      await following.stop();
      await tell('d');
      following = await stage.follow(store, { defined: true, ranges });
      await settled(stage, store);
      await tell('e');
      await settled(stage, store);
      await areRight(all);
      for (const one of all) {
        const { comparison } = await replayed(stage, one);
        expect(comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] });
        await areRightThen(one);
      }
    } finally {
      await following.stop();
      await host.stop();
    }
  });
});

describe('a described projection that asks for tiers as they were', () => {
  const store = memoryEventStore();
  const tell = async (...appends: readonly Append[]): Promise<void> => {
    for (const append of appends) await store.append([append]);
  };
  const run = (date: string, decided: Parameters<typeof runOf>[1], restatement = 0): readonly Append[] =>
    runOf({ rule: 'value-pyramid', zone: 'UTC', date, restatement }, decided);
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(registered);
  });
  afterAll(() => stage.close());

  it('follows a day that is decided anew without a word of somebody, and a split from whom something was decided of', async () => {
    const host = hosting(stage, store, registered, { defined: true });
    const following = await stage.follow(store, { defined: true });
    const definition = { name: 'by-pyramid', events: {}, by: ['customer', { tier: 'value-pyramid' }], measures: { all: 'count' } }; // prettier-ignore
    const event = definedEvent({ name: 'by-pyramid', version: 1, definition, promote: true }, 'k1', '2026-01-01T00:00:00.000Z'); // prettier-ignore
    try {
      await tell({ stream: definitionStream('by-pyramid'), expected: 'any', events: [event] });
      await eventually(async () => expect(await builtProjections(stage.database.pool)).toHaveLength(1), 30_000);
      const [one] = await builtProjections(stage.database.pool);
      const rows = async (): Promise<readonly string[]> => {
        await settled(stage, store);
        expect(await storedRows(stage, one!)).toEqual(expectedRows(await logOf(store), one!));
        const found = await definedRows(stage.database.pool, one!, NO_WISH);
        return found.map(({ customer, place, group }) => `${parseInt(customer!.slice(0, 8), 16)} ${place} ${String(group[0])}`); // prettier-ignore
      };
      await tell(...run('2026-01-01', [[who(3), 'gold']]), bought('c', 3, '2026-01-02', '1.00'));
      expect(await rows()).toEqual(['3 ["gold"] 1']);
      await tell(...run('2026-01-01', [], 1));
      expect(await rows()).toEqual(['3 [null] 1']);
      // The first has no events, but is the name of the customer about whom something is decided.
      await tell(joined(1, 2, 1), bought('a', 2, '2026-01-03', '1.00'), ...run('2026-01-02', [[who(1), 'gold']]));
      expect(await rows()).toEqual(['1 ["gold"] 1', '3 [null] 1']);
      await tell(joined(1, 2, 2, false));
      expect(await rows()).toEqual(['2 [null] 1', '3 [null] 1']);
      await tell(joined(1, 2, 3));
      expect(await rows()).toEqual(['1 ["gold"] 1', '3 [null] 1']);
    } finally {
      await following.stop();
      await host.stop();
    }
  });
});
