import { memoryEventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { interactionVolume, interactionVolumeTable, projections } from '@rapport/projections';
import { eventually, seededRandom } from '@rapport/testing';
import { builtProjections, type DefinedProjection } from '../defined/defined-projections';
import { definedEvent, definitionStream, droppedEvent } from '../defined/definition-event';
import type { Host } from '../hosting';
import type { ProjectionTable } from '../projection-table';
import { joinAndSplit } from '../world/joining';
import { askPast, dropPast, pastTables, rowsOfPast, untilPast } from '../world/pasts';
import { worldProjections } from '../world/projections';
import { hosting } from '../world/replaying';
import { logOf, openStage, settled, type Stage } from '../world/stage';
import { appendOf, makeStory, onceMore } from '../world/story';
import { isEmpty, rowsThen } from '../world/then';

const ofDays = {
  ...{ name: 'sold-by-day', events: { channels: ['store'] }, by: [{ day: 'Asia/Shanghai' }, 'currency'] },
  measures: { orders: 'count', revenue: { sum: 'amount' } },
};
const ofCustomers = {
  ...{ name: 'sold-to-whom', events: { types: ['PurchaseMade'] }, by: ['customer', { month: 'UTC' }] },
  measures: { orders: 'count', buyers: { distinct: 'customer' } },
};
const registered: readonly ProjectionTable[] = [
  ...worldProjections,
  { projection: interactionVolume, table: interactionVolumeTable },
  ...projections.filter(({ projection }) => projection.name === 'projection-definitions'),
];

describe('projections as of a moment of the past', () => {
  const store = memoryEventStore({ batch: 17 });
  const random = seededRandom(23);
  let stage: Stage;
  let following: Awaited<ReturnType<Stage['follow']>>;
  let host: Host;
  let log: readonly Fact[];
  let all: readonly ProjectionTable[];
  const named = (name: string): ProjectionTable => all.find(({ projection }) => projection.name === name)!;
  const define = (definition: { name: string }): Promise<unknown> => {
    const event = definedEvent({ name: definition.name, version: 1, definition, promote: true }, 'k1', '2026-01-01T00:00:00.000Z'); // prettier-ignore
    return store.append([{ stream: definitionStream(definition.name), expected: 'any', events: [event] }]);
  };
  beforeAll(async () => {
    stage = await openStage(registered);
    following = await stage.follow(store, { defined: true });
    host = hosting(stage, store, registered, { defined: true });
    await define(ofDays);
    await define(ofCustomers);
    for (const told of ['a', 'b']) {
      await store.append(random.shuffle(onceMore(told, makeStory(random, 50, 6))).map((one) => appendOf(0, one)));
      await settled(stage, store);
    }
    await joinAndSplit(stage, store);
    let defined: readonly DefinedProjection[] = [];
    await eventually(async () => {
      defined = await builtProjections(stage.database.pool);
      expect(defined).toHaveLength(2);
    }, 30_000);
    await settled(stage, store);
    log = await logOf(store);
    all = [...registered, ...defined];
  });
  afterAll(async () => {
    await host.stop();
    await following.stop();
    await stage.close();
  });

  const NAMES = ['world-totals', 'world-course', 'world-volume', 'interaction-volume', 'sold-by-day', 'sold-to-whom'];
  const moments = () => [...new Set(log.map(({ occurredAt }) => occurredAt))].sort();

  it.each(NAMES)(
    'of %s are by both clocks what an independent fold of the log says',
    async (name) => {
      const table = named(name);
      const seen = new Set<string>();
      for (let round = 0; round < 6; round++) {
        const place = log[Math.floor((log.length * (round + 1)) / 6) - 1]!;
        for (const occurred of [undefined, random.pick(moments())]) {
          const past = await untilPast(stage, (await askPast(stage, table, place.position, occurred)).id, 'built');
          const known = log.filter(({ position }) => position <= place.position);
          const found = Object.fromEntries(
            Object.entries(await rowsOfPast(stage, table, past)).filter(([, row]) => !isEmpty(row)),
          );
          const rows = rowsThen(known, table.projection, occurred);
          expect([round, occurred, found]).toEqual([round, occurred, rows]);
          expect(past.parked).toBe(0);
          seen.add(JSON.stringify(rows));
          await dropPast(stage, past);
        }
      }
      expect(seen.size).toBeGreaterThan(8);
    },
    60_000,
  );

  it('fail where nothing stands, and go with a definition that is dropped', async () => {
    const table = named('sold-by-day');
    const nowhere = await askPast(stage, table, log[0]!.position.replace(/\d{19}$/, '0'.repeat(19)));
    expect((await untilPast(stage, nowhere.id, 'failed')).fault).toContain('no event of the log stands at');
    const kept = await untilPast(stage, (await askPast(stage, table, log[50]!.position)).id, 'built');
    const event = droppedEvent('sold-by-day', 1, 'k1', '2026-02-01T00:00:00.000Z');
    await store.append([{ stream: definitionStream('sold-by-day'), expected: 'any', events: [event] }]);
    expect((await untilPast(stage, kept.id, 'dropped')).fault).toContain('no such version');
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
  });
});
