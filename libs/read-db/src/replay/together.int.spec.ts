import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, isWanted, memoryEventStore, type ScanRange } from '@rapport/event-store';
import { projections } from '@rapport/projections';
import { seededRandom } from '@rapport/testing';
import { tablePathOf } from '@rapport/projections';
import { returns, totals, worldProjections } from '../world/projections';
import { hosting, replayedTogether, spareTables, until } from '../world/replaying';
import { openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { findReplay, ReplayUnderWay, wishOf } from './replays';
import { requestReplays } from './request-replays';

const OWN = ['customer-view', 'value'];
const tables = [...worldProjections, ...projections].filter(
  ({ projection: { name, scope } }) => OWN.includes(name) || (name.startsWith('world-') && scope === 'customer'),
);
/** Three read together at most: what is done one after the other, and what side by side, is both in it. */
const [one, two, three] = tables;
const EQUAL = { different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] };
type Look = (range: ScanRange) => void;

describe('rebuilds that are asked for together', () => {
  const memory = memoryEventStore({ batch: 37 });
  let look: Look = () => undefined;
  const store: EventStore = {
    ...memory,
    scan: (range, signal) => {
      look(range);
      return memory.scan(range, signal);
    },
  };
  let stage: Stage;
  let host: ReturnType<typeof hosting> | undefined;
  let following: Awaited<ReturnType<Stage['follow']>>;
  let rowsBefore: readonly unknown[];
  beforeAll(async () => {
    const random = seededRandom(77);
    const told = [0, 1, 2].flatMap((world) => makeStory(random, 120, 9).map((said) => appendOf(world, said)));
    await store.append(random.shuffle(told));
    stage = await openStage([...new Set([...tables, ...worldProjections])]);
    following = await stage.follow(store);
    await settled(stage, store);
    rowsBefore = await rows();
  });
  afterEach(async () => {
    look = () => undefined;
    await host?.stop();
    host = undefined;
    expect((await spareTables(stage)).filter((name) => name.includes('shadow'))).toEqual([]);
    expect(await rows()).toEqual(rowsBefore);
  });
  afterAll(async () => {
    await following.stop();
    await stage.close();
  });

  const rows = (): Promise<readonly unknown[]> => Promise.all(tables.map((table) => storedRows(stage, table)));
  const begin = (more: Parameters<typeof hosting>[3] = {}): void => {
    host = hosting(stage, store, [...new Set([...tables, ...worldProjections])], more);
  };
  const ask = (...some: readonly (typeof tables)[number][]) =>
    requestReplays(stage.database.pool, some.map(({ projection }) => projection)); // prettier-ignore

  it.each([512, 0.02])('read the log once for three of them, and equal what serves (%d MB)', async (memoryMb) => {
    expect(tables).toHaveLength(5);
    const whole: ScanRange[] = [];
    look = (range) => void (range.after === null && whole.push(range));
    begin({ memoryMb });
    const ended = await replayedTogether(stage, tables);
    expect(ended.map(({ projection }) => projection)).toEqual(tables.map(({ projection }) => projection.name));
    for (const { comparison, attempts } of ended) expect({ ...comparison, attempts }).toMatchObject({ ...EQUAL, attempts: 1 }); // prettier-ignore
    expect(ended.map(({ rows: built }) => built)).toEqual(rowsBefore.map((all) => Object.keys(all as object).length));
    expect(whole).toHaveLength(2);
  });

  it('end without one that is called off or paused, which begins again when it is resumed', async () => {
    const { pool } = stage.database;
    const asked = await ask(one!, two!, three!);
    await wishOf(pool, asked[0]!.id, 'pause');
    await wishOf(pool, asked[1]!.id, 'cancel');
    begin();
    expect(await until(stage, asked[2]!.id, 'promoted')).toMatchObject({ comparison: EQUAL });
    await until(stage, asked[1]!.id, 'cancelled');
    await until(stage, asked[0]!.id, 'paused');
    await wishOf(pool, asked[0]!.id, 'resume');
    expect(await until(stage, asked[0]!.id, 'promoted')).toMatchObject({ comparison: EQUAL });
  });

  it('go on when one of them leaves in the middle of the reading', async () => {
    const { pool } = stage.database;
    const asked = await ask(one!, two!, three!);
    const slow: EventStore = {
      ...store,
      scan: async function* (range, signal) {
        for await (const stretch of store.scan(range, signal)) {
          if (range.after === null) await pause(60);
          yield stretch;
        }
      },
    };
    host = hosting(stage, slow, tables, { memoryMb: 0.5 });
    const isReading = async ({ id }: { readonly id: string }): Promise<boolean> => {
      const found = await findReplay(pool, id);
      return found?.phase === 'reading' && found.events > 0;
    };
    for (const { id } of asked) while (!(await isReading({ id }))) await pause(5);
    await wishOf(pool, asked[0]!.id, 'cancel');
    await wishOf(pool, asked[1]!.id, 'pause');
    await until(stage, asked[0]!.id, 'cancelled');
    await until(stage, asked[1]!.id, 'paused');
    expect(await until(stage, asked[2]!.id, 'promoted')).toMatchObject({ comparison: EQUAL, attempts: 1 });
    await wishOf(pool, asked[1]!.id, 'resume');
    expect(await until(stage, asked[1]!.id, 'promoted')).toMatchObject({ comparison: EQUAL, attempts: 2 });
  });

  it('do not fail with one of them', async () => {
    const { pool } = stage.database;
    const table = tablePathOf(three!.table);
    await pool.query(`alter table ${table} rename to hidden_one`);
    try {
      const asked = await ask(one!, two!, three!);
      begin();
      expect(await until(stage, asked[2]!.id, 'failed')).toMatchObject({ fault: expect.stringContaining('exist') });
      for (const { id } of asked.slice(0, 2)) expect(await until(stage, id, 'promoted')).toMatchObject({ comparison: EQUAL }); // prettier-ignore
    } finally {
      await pool.query(`alter table rapport_read.hidden_one rename to ${table.split('.').at(-1)}`);
    }
  });

  it('are each tried alone when reading fails, so that only whom it concerns fails', async () => {
    const [sees, does] = [returns, projections.find(({ projection }) => projection.name === 'value')!.projection];
    look = ({ after, types }) => {
      // Of these two only the one that looks at every event reads this type.
      if (after === null && isWanted(types)('PageViewed')) throw new SyntaxError('these bytes are no JSON');
    };
    const asked = await requestReplays(stage.database.pool, [sees, totals, does]);
    begin();
    expect(await until(stage, asked[1]!.id, 'failed')).toMatchObject({ fault: 'SyntaxError: these bytes are no JSON' });
    for (const nth of [0, 2]) expect(await until(stage, asked[nth]!.id, 'promoted')).toMatchObject({ comparison: EQUAL, attempts: 2 }); // prettier-ignore
  });

  it('are all asked for or none', async () => {
    const [first] = await ask(two!);
    await expect(ask(one!, two!, three!)).rejects.toMatchObject({ projection: two!.projection.name, id: first!.id });
    const racing = await Promise.allSettled(Array.from({ length: 8 }, () => ask(one!, three!)));
    const [won, ...more] = racing.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(more).toEqual([]);
    for (const end of racing) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(ReplayUnderWay);
    begin();
    for (const { id } of [first!, ...won!]) await until(stage, id, 'promoted');
  });
});
