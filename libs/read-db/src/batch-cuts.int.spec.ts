import { setTimeout as pause } from 'node:timers/promises';
import { memoryEventStore } from '@rapport/event-store';
import { canonicalJson } from '@rapport/events';
import { projections } from '@rapport/projections';
import { seededRandom } from '@rapport/testing';
import { sliceRanges } from './slices';
import { cutting } from './world/cutting';
import { expectedRows, logOf, openStage, settled, storedRows } from './world/stage';
import { appendOf, makeStory } from './world/story';

const FULL = process.env['RAPPORT_FULL'] === '1';
/** Cuts of each projection; a full run may be ended earlier by RAPPORT_FULL_MINUTES. */
const CUTS = FULL ? 100_000 : 100;
const MINUTES = FULL ? Number(process.env['RAPPORT_FULL_MINUTES'] ?? 600) : 5;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);
const EVENTS = FULL ? 600 : 60;

/** Rows as texts that are equal where the rows are; a key within a row is that of the row. */
const textsOf = (rows: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(rows).map(([key, row]) => [key, canonicalJson({ ...(row as object), key })]));

/** One story, told in any order while followers come and go, with cuts of its own; every table must be what a fold of the log is. */
const round = async (seed: number, done: { cuts: number }): Promise<void> => {
  const random = seededRandom(seed);
  const stage = await openStage(projections);
  try {
    const store = memoryEventStore({ batch: 1 + random.below(40) });
    const cut = cutting(store, random, stage.database.pool, done);
    const appends = random.shuffle([0, 1].flatMap((world) => makeStory(random, EVENTS / 2, 9).map((told) => appendOf(world, told)))); // prettier-ignore
    const ranges = sliceRanges(1 + random.below(3));
    for (let at = 0; at < appends.length;) {
      const following = await stage.follow(cut, { ranges });
      for (const end = at + appends.length / 3; at < end && at < appends.length; at += 25) {
        await store.append(appends.slice(at, at + 25));
        await pause(random.below(60));
      }
      await following.stop();
    }
    const following = await stage.follow(cut, { ranges });
    await settled(stage, store, 300_000);
    await following.stop();
    const facts = await logOf(store);
    for (const table of projections) {
      const [found, wanted] = [textsOf(await storedRows(stage, table)), textsOf(expectedRows(facts, table))];
      const keys = [...new Set([...found.keys(), ...wanted.keys()])];
      const wrong = keys.filter((key) => found.get(key) !== wanted.get(key)).slice(0, 2);
      const shown = wrong.map((key) => ({ key, found: found.get(key), wanted: wanted.get(key) }));
      expect({ name: table.projection.name, seed, wrong: shown }).toEqual({ name: table.projection.name, seed, wrong: [] }); // prettier-ignore
    }
  } finally {
    await stage.close();
  }
};

it(`every projection is what a fold of the log is, wherever batches are cut (seed ${SEED})`, async () => {
  const done = { cuts: 0 };
  const end = performance.now() + MINUTES * 60_000;
  let rounds = 0;
  for (; done.cuts < CUTS && performance.now() < end; rounds += 1) await round(SEED + rounds, done);
  process.stderr.write(`${done.cuts} cuts of each of ${projections.length} projections in ${rounds} rounds\n`);
  expect(done.cuts).toBeGreaterThanOrEqual(FULL ? 1 : CUTS);
}, 36_000_000);
