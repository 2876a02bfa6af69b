import { compile } from '@rapport/definitions';
import { memoryEventStore } from '@rapport/event-store';
import { projections, tablePathOf } from '@rapport/projections';
import { seededRandom } from '@rapport/testing';
import type { DefinedProjection } from '../../defined/defined-projections';
import { definedTable } from '../../defined/defined-table';
import { worldProjections } from '../../world/projections';
import { hosting, replayedTogether, spareTables, until } from '../../world/replaying';
import { openStage, settled, storedRows, type Stage } from '../../world/stage';
import { appendOf, makeStory } from '../../world/story';
import { threads } from '../../world/threads';
import { requestReplays } from '../request-replays';

const EQUAL = { different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] };

const described = (): DefinedProjection => {
  const definition = {
    name: 'spent-by-customer',
    events: { types: ['PurchaseMade'] },
    by: ['customer'],
    measures: { purchases: { count: 'events' } },
  };
  const compilation = compile(definition);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  const projection = compilation.compiled.projection(1);
  const about = { name: definition.name, version: 1, definition, promote: true, by: null, definedAt: '', position: '', droppedAt: null }; // prettier-ignore
  return { projection, table: definedTable(projection), compiled: compilation.compiled, described: about, isBuilt: true }; // prettier-ignore
};

describe('a rebuild whose customers are folded in threads', () => {
  const store = memoryEventStore({ batch: 64 });
  const [view, value] = ['customer-view', 'value'].map((name) => projections.find(({ projection }) => projection.name === name)!); // prettier-ignore
  const tables = [view!, value!];
  let stage: Stage;
  let host: ReturnType<typeof hosting> | undefined;
  let following: Awaited<ReturnType<Stage['follow']>>;
  beforeAll(async () => {
    stage = await openStage([...tables, ...worldProjections]);
    const random = seededRandom(31);
    const told = [0, 1, 2, 3].flatMap((world) => makeStory(random, 120, 10).map((one) => appendOf(world, one)));
    await store.append(random.shuffle(told));
    following = await stage.follow(store);
    await settled(stage, store);
  });
  afterEach(async () => {
    await host?.stop();
    expect((await spareTables(stage)).filter((name) => name.includes('shadow'))).toEqual([]);
  });
  afterAll(async () => {
    await following.stop();
    await stage.close();
  });

  const begin = (entry?: string): void => {
    host = hosting(stage, store, [...tables, ...worldProjections], { threads: threads(entry), memoryMb: 0.1 });
  };
  const rows = () => Promise.all(tables.map((table) => storedRows(stage, table)));

  it('gives the rows that live has', async () => {
    const before = await rows();
    begin();
    for (const { comparison, rows: built, attempts } of await replayedTogether(stage, tables)) {
      expect({ ...comparison, attempts }).toMatchObject({ ...EQUAL, attempts: 1 });
      expect(built).toBe(comparison!.rows);
      expect(built).toBeGreaterThan(5);
    }
    expect(await rows()).toEqual(before);
  });

  it('parks whose rows the table cannot hold, as live does, and writes the others', async () => {
    const path = tablePathOf(value!.table);
    const [one] = Object.keys(await storedRows(stage, value!));
    await stage.database.pool.query(`alter table ${path} add constraint unloved check (key <> '${one}') not valid`);
    begin();
    try {
      const [ended] = await replayedTogether(stage, [value!]);
      expect(ended!.comparison).toMatchObject({ ...EQUAL, onlyLive: 1, samples: [{ key: one }] });
      const parked = await stage.database.pool.query(`select key from rapport_read.parked where projection = 'value'`);
      expect(parked.rows).toEqual([{ key: one }]);
    } finally {
      await stage.database.pool.query(`alter table ${path} drop constraint if exists unloved`);
    }
  });

  it('fails with a thread that ends before its time, and live is as it was', async () => {
    const before = await rows();
    begin('process.exit(3)');
    const [asked] = await requestReplays(stage.database.pool, [view!.projection]);
    expect(await until(stage, asked!.id, 'failed')).toMatchObject({ fault: 'Error: a thread that folds ended with 3' });
    expect(await rows()).toEqual(before);
  });

  it('folds here what a thread would not find', async () => {
    const [own] = worldProjections.filter(({ projection }) => projection.scope === 'customer');
    begin('process.exit(3)');
    const [ended] = await replayedTogether(stage, [own!]);
    expect(ended!.comparison).toMatchObject(EQUAL);
  });
});

it('folds in threads what somebody described', async () => {
  const one = described();
  const store = memoryEventStore();
  const random = seededRandom(5);
  await store.append(makeStory(random, 200, 10).map((said) => appendOf(0, said)));
  const stage = await openStage([one]);
  const following = await stage.follow(store);
  await settled(stage, store);
  const host = hosting(stage, store, [one], { threads: threads() });
  try {
    const [ended] = await replayedTogether(stage, [one]);
    expect(ended!.comparison).toMatchObject(EQUAL);
    expect(ended!.rows).toBeGreaterThan(0);
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});
