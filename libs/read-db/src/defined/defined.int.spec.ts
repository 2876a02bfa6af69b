import { memoryEventStore } from '@rapport/event-store';
import type { Compiled, Group } from '@rapport/definitions';
import { projections } from '@rapport/projections';
import { eventually, seededRandom } from '@rapport/testing';
import type { Following } from '../following';
import type { Host } from '../hosting';
import { sliceRanges } from '../slices';
import { replays, wishOf, type Replay } from '../replay/replays';
import { hosting, replayed, until } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory, onceMore } from '../world/story';
import { builtProjections, definedProjections, type DefinedProjection } from './defined-projections';
import { definedRows } from './defined-rows';
import { definedEvent, definitionStream, droppedEvent } from './definition-event';

const registered = projections.filter(({ projection }) => projection.name === 'projection-definitions');

const BOUGHT = { field: 'type', is: 'PurchaseMade' };
const byDay = {
  ...{ name: 'sold-by-day', events: { channels: ['store'] }, by: [{ day: 'Asia/Shanghai' }, 'type', 'currency'] },
  measures: {
    orders: 'count',
    week: { count: 'events', lastDays: 7 },
    revenue: { sum: 'amount' },
    median: { quantile: 'amount', at: 0.5 },
  },
};
const byType = {
  ...{ name: 'who-does-what', events: { channels: ['store'] }, by: ['type'] },
  measures: {
    ...{ customers: { distinct: 'customer' }, dearest: { max: 'amount' }, last: { last: 'orderId' } },
    waited: { between: { from: BOUGHT, to: BOUGHT } },
    walked: { funnel: ['once', 'twice', 'thrice'].map((step) => ({ step, where: BOUGHT })), within: '90d' },
  },
};
const ofCustomers = {
  ...{ name: 'sold-to-whom', events: { types: ['PurchaseMade'] }, by: ['customer', { month: 'UTC' }] },
  measures: { orders: 'count', revenue: { sum: 'amount' } },
};
const NO_WISH = { after: null, limit: 10_000, filters: [], customers: null };

describe('projections that somebody describes', () => {
  const store = memoryEventStore({ batch: 41 });
  const random = seededRandom(11);
  let stage: Stage;
  let following: Following;
  let host: Host;

  const tell = (world: number, mark: string): Promise<unknown> =>
    store.append(random.shuffle(onceMore(mark, makeStory(random, 60, 8))).map((one) => appendOf(world, one)));
  const eventuallyReplay = async (name: string, version: number): Promise<Replay> => {
    let found: Replay | undefined;
    await eventually(async () => {
      found = (await replays(stage.database.pool)).find((one) => one.projection === name && one.version === version);
      expect(found).toBeDefined();
    }, 30_000);
    return found!;
  };
  const define = (definition: { name: string }, version: number, promote = true): Promise<unknown> => {
    const event = definedEvent({ name: definition.name, version, definition, promote }, 'k1', '2026-01-01T00:00:00.000Z'); // prettier-ignore
    return store.append([{ stream: definitionStream(definition.name), expected: 'any', events: [event] }]);
  };
  const serving = async (...wanted: readonly string[]): Promise<readonly DefinedProjection[]> => {
    let found: readonly DefinedProjection[] = [];
    await eventually(async () => {
      found = await builtProjections(stage.database.pool);
      expect(found.map(({ projection: { name, version } }) => `${name} ${version}`)).toEqual(wanted);
    }, 30_000);
    return found;
  };
  const equalTheirFolds = async (all: readonly DefinedProjection[]): Promise<void> => {
    const facts = await logOf(store);
    for (const one of all) expect(await storedRows(stage, one)).toEqual(expectedRows(facts, one));
  };

  beforeAll(async () => {
    stage = await openStage(registered);
    following = await stage.follow(store, { defined: true, ranges: sliceRanges(2) });
    host = hosting(stage, store, registered, { defined: true });
    await tell(0, 'a');
  });
  afterAll(async () => {
    await host.stop();
    await following.stop();
    await stage.close();
  });

  it('are built over the whole history, and live from then on, whoever is joined, split or corrected', async () => {
    await define(byDay, 1);
    await define(ofCustomers, 1);
    await define(byType, 1);
    const all = await serving('sold-by-day 1', 'sold-to-whom 1', 'who-does-what 1');
    await settled(stage, store);
    await equalTheirFolds(all);
    await tell(0, 'b');
    await tell(1, 'c');
    await settled(stage, store);
    await equalTheirFolds(all);
  });

  it('equal a rebuild', async () => {
    const types = (await builtProjections(stage.database.pool)).at(-1)!;
    const { comparison, aggregates } = await replayed(stage, types);
    expect(aggregates).toMatchObject({ before: { version: 1, rows: 2 }, after: { version: 1, rows: 2 } });
    expect(aggregates!.fields.map(({ field, same }) => [field, same])).toContainEqual(['walked once', true]);
    expect(aggregates!.fields.every(({ same }) => same)).toBe(true);
    expect(comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] });
  });

  it('are read in pages, with filters, merged where they are kept per customer', async () => {
    const [day, whom, types] = (await builtProjections(stage.database.pool)) as [DefinedProjection, DefinedProjection, DefinedProjection]; // prettier-ignore
    const { pool } = stage.database;
    for (const one of [day, whom, types]) {
      const whole = await definedRows(pool, one, NO_WISH);
      expect(whole.length).toBeGreaterThan(1);
      const [head, second] = await definedRows(pool, one, { ...NO_WISH, limit: 2 });
      const rest = await definedRows(pool, one, { ...NO_WISH, after: second! });
      expect([head, second, ...rest]).toEqual(whole);
    }
    const naive = new Map<string, Group>();
    const kept = Object.values(await storedRows(stage, types)) as { groups: Record<string, Group> }[];
    const { grouping } = types.compiled as Compiled;
    for (const { groups } of kept) {
      for (const [place, group] of Object.entries(groups)) naive.set(place, naive.has(place) ? grouping.merge(naive.get(place)!, group) : group); // prettier-ignore
    }
    const read = await definedRows(pool, types, NO_WISH);
    expect(read).toEqual([...naive].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, group]) => ({ customer: null, place, group }))); // prettier-ignore
    expect(read.map(({ group }) => Number(group[1]) > 0)).toEqual([true, true]);
    const [some] = await definedRows(pool, whom, { ...NO_WISH, limit: 1 });
    const theirs = await definedRows(pool, whom, { ...NO_WISH, customers: [some!.customer!] });
    expect(new Set(theirs.map(({ customer }) => customer))).toEqual(new Set([some!.customer]));
    const filters = [{ part: 0, from: '2026-01', to: '2026-02' }];
    const january = await definedRows(pool, whom, { ...NO_WISH, filters });
    expect(january.length).toBeGreaterThan(0);
    expect(january.every(({ place }) => place === '["2026-01"]')).toBe(true);
    expect(await definedRows(pool, day, { ...NO_WISH, filters: [{ part: 0, values: ['1999-01-01'] }] })).toEqual([]);
  });

  it('serve the version before until the next one is built', async () => {
    await define({ ...byDay, measures: { returns: 'count' }, events: { types: ['ItemReturned'] } } as never, 2);
    const [two] = await serving('sold-by-day 2', 'sold-to-whom 1', 'who-does-what 1');
    await tell(2, 'd');
    await eventually(async () => equalTheirFolds([two!]), 30_000);
  });

  it('are gone once somebody drops them, and can be described again', async () => {
    const gone = droppedEvent('sold-by-day', 2, 'k1', '2026-01-02T00:00:00.000Z');
    await store.append([{ stream: definitionStream('sold-by-day'), expected: 'any', events: [gone] }]);
    await eventually(async () => {
      const { rows } = await stage.database.pool.query(
        `select tablename from pg_tables where schemaname = 'rapport_read' and tablename like 'sold_by_day%'`,
      );
      expect(rows).toEqual([]);
    }, 30_000);
    expect((await definedProjections(stage.database.pool)).map(({ projection }) => projection.name)).toEqual(['sold-to-whom', 'who-does-what']); // prettier-ignore
    await define(byDay, 3);
    const all = await serving('sold-by-day 3', 'sold-to-whom 1', 'who-does-what 1');
    await tell(3, 'e');
    await eventually(async () => equalTheirFolds(all), 30_000);
  });

  it('are built again when their tables are lost, and hold up the others no longer than that is noticed', async () => {
    const { pool } = stage.database;
    await pool.query('drop table rapport_read.sold_to_whom_v1');
    await tell(4, 'f');
    await eventually(async () => {
      const all = await builtProjections(pool);
      expect(all).toHaveLength(3);
      await equalTheirFolds(all);
    }, 30_000);
  });

  it('are laid beside the version that serves before they take its place, by what their figures add up to', async () => {
    const dearer = { ...ofCustomers, measures: { orders: { count: 'events', where: { field: 'currency', is: 'EUR' } }, revenue: { sum: 'amount' }, extra: { max: 'amount' } } }; // prettier-ignore
    await eventually(async () => equalTheirFolds(await builtProjections(stage.database.pool)), 30_000);
    await define(dearer, 2, false);
    const { id } = await eventuallyReplay('sold-to-whom', 2);
    const { aggregates, position } = await until(stage, id, 'ready');
    const [facts, [, whom]] = [await logOf(store), await builtProjections(stage.database.pool)];
    const cents = (text: unknown): number => Math.round(Number(text ?? 0) * 100);
    // From facts alone: what the rows of both versions say, added up.
    const rows = Object.values(expectedRows(facts, whom!)) as { groups: Record<string, Group> }[];
    const shown = rows.flatMap(({ groups }) => Object.entries(groups).map(([place, group]) => whom!.compiled.grouping.show(place, group) as any)); // prettier-ignore
    const total = shown.reduce((sum, { revenue }) => sum + cents(revenue.EUR), 0);
    const field = (name: string) => aggregates!.fields.find((one) => one.field === name)!;
    expect(aggregates!.position >= position).toBe(true);
    expect(aggregates).toMatchObject({ before: { version: 1, rows: shown.length }, after: { version: 2, rows: shown.length } }); // prettier-ignore
    expect(field('revenue EUR')).toMatchObject({ same: true, before: { count: shown.filter(({ revenue }) => 'EUR' in revenue).length } }); // prettier-ignore
    expect([field('revenue EUR').before, field('revenue EUR').after].map((one) => cents(one!.sum))).toEqual([total, total]); // prettier-ignore
    const orders = field('orders');
    expect([orders.same, orders.before!.sum]).toEqual([false, String(shown.reduce((sum, one) => sum + one.orders, 0))]);
    expect(Number(orders.after!.sum)).toBeLessThan(Number(orders.before!.sum));
    expect(field('extra EUR')).toMatchObject({ same: false, before: null, after: { nulls: 0 } });
    expect(aggregates!.fields.findIndex(({ same }) => same)).toBeGreaterThan(0);
    await wishOf(stage.database.pool, id, 'cancel');
    await until(stage, id, 'cancelled');
  });
});
