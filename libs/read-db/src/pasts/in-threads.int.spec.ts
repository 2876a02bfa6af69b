import { memoryEventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { projections } from '@rapport/projections';
import { seededRandom } from '@rapport/testing';
import { joinAndSplit } from '../world/joining';
import { askPast, dropPast, rowsOfPast, untilPast } from '../world/pasts';
import { worldProjections } from '../world/projections';
import { hosting } from '../world/replaying';
import { logOf, openStage, settled, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { rowsThen } from '../world/then';
import { threads } from '../world/threads';

describe('customers of the past that are folded in threads', () => {
  const store = memoryEventStore({ batch: 64 });
  const random = seededRandom(37);
  const tables = projections.filter(({ projection }) => ['customer-view', 'value'].includes(projection.name));
  let stage: Stage;
  let host: ReturnType<typeof hosting> | undefined;
  let following: Awaited<ReturnType<Stage['follow']>>;
  let log: readonly Fact[];
  beforeAll(async () => {
    stage = await openStage([...tables, ...worldProjections]);
    following = await stage.follow(store);
    for (const world of [0, 1, 2])
      await store.append(random.shuffle(makeStory(random, 120, 10)).map((one) => appendOf(world, one)));
    await settled(stage, store);
    await joinAndSplit(stage, store);
    await settled(stage, store);
    log = await logOf(store);
  });
  afterEach(() => host?.stop());
  afterAll(async () => {
    await following.stop();
    await stage.close();
  });
  const begin = (entry?: string): void => {
    host = hosting(stage, store, tables, { threads: { ...threads(entry), count: 2 }, memoryMb: 0.1 });
  };
  const half = () => log[Math.floor(log.length / 2)]!;
  const moments = () => [...new Set(log.map(({ occurredAt }) => occurredAt))].sort();
  const middle = () => moments()[Math.floor(moments().length / 2)]!;

  it('are by both clocks what an independent fold of the log says', async () => {
    begin();
    const seen = new Set<string>();
    for (const [table, { position }, occurred] of [
      [tables[0]!, half(), undefined],
      [tables[0]!, log.at(-1)!, middle()],
      [tables[1]!, half(), moments().at(-9)!],
      [tables[1]!, log.at(-1)!, middle()],
    ] as const) {
      const past = await untilPast(stage, (await askPast(stage, table, position, occurred)).id, 'built');
      const known = log.filter((one) => one.position <= position);
      const rows = rowsThen(known, table.projection, occurred);
      expect([occurred, await rowsOfPast(stage, table, past)]).toEqual([occurred, rows]);
      seen.add(JSON.stringify(rows));
      await dropPast(stage, past);
    }
    expect(seen.size).toBe(4);
  }, 240_000);

  it.each([['recorded'], ['occurred']])('are not folded elsewhere: by what was %s', async (clock) => {
    begin('process.exit(3)');
    const asked = await askPast(stage, tables[0]!, log.at(-1)!.position, clock === 'occurred' ? middle() : undefined);
    expect((await untilPast(stage, asked.id, 'failed')).fault).toBe('Error: a thread that folds ended with 3');
  });
});
