import { patience } from '../check';
import { checks } from '../checks';
import { bookmarkingMutants } from './bookmarking';
import { type Mutant, broken } from './broken';
import { forgettingMutants } from './forgetting';
import { readingMutants } from './reading';
import { rememberingMutants } from './remembering';
import { repeatingMutants } from './repeating';
import { scanningMutants } from './scanning';
import { writingMutants } from './writing';
import { memoryEventStore } from '../../memory';

/** Of a broken engine most checks are waited for in vain; one that is whole is given the time of a busy machine. */
const BROKEN = { silence: 300, hangsAfter: 2_500 };
const WHOLE = { silence: 3_000, hangsAfter: 30_000 };

/** Names of the checks that fail; a check that hangs counts as failed. */
const failing = async (
  open: () => Promise<ReturnType<typeof memoryEventStore>>,
  { silence, hangsAfter } = WHOLE,
): Promise<string[]> => {
  patience.silence = silence;
  const results = await Promise.all(
    checks.map(async (check) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), hangsAfter)));
      const passes = check.run(open).then(
        () => true,
        () => false,
      );
      const passed = await Promise.race([passes, late]);
      clearTimeout(timer);
      return passed ? [] : [check.name];
    }),
  );
  return results.flat();
};

const mutants = Object.entries({
  ...writingMutants,
  ...readingMutants,
  ...repeatingMutants,
  ...scanningMutants,
  ...rememberingMutants,
  ...forgettingMutants,
  ...bookmarkingMutants,
});

describe('the contract', () => {
  /** What each engine fails, by its fault; several at a time, since most of a faulty run is waiting. */
  const failed = new Map<string, readonly string[]>();

  beforeAll(async () => {
    for (let from = 0; from < mutants.length; from += 8)
      await Promise.all(
        mutants.slice(from, from + 8).map(async ([fault, mutant]) => {
          failed.set(fault, await failing(async () => broken(mutant), BROKEN));
        }),
      );
  }, 180_000);

  it('passes the reference engine in this way of running it too', async () => {
    expect(await failing(async () => memoryEventStore())).toEqual([]);
  }, 120_000);

  it('asks for no order between the streams of one call', async () => {
    const byStream: Mutant = (store) => ({
      append: async (appends, move) => {
        const all = appends.flatMap(({ events }) => events.map(({ id }) => id));
        if (new Set(all).size < all.length) return store.append(appends, move);
        const order = [...appends.keys()].sort((a, b) => appends[b]!.stream.localeCompare(appends[a]!.stream));
        const outcomes = await store.append(
          order.map((at) => appends[at]!),
          move,
        );
        return appends.map((_, at) => outcomes[order.indexOf(at)]!);
      },
    });
    expect(await failing(async () => broken(byStream))).toEqual([]);
  }, 120_000);

  it.each(mutants.map(([fault]) => fault))('kills an engine that %s', (fault) => {
    expect(failed.get(fault)).not.toEqual([]);
  });

  it('has no check that none of these faults can break', () => {
    const broke = new Set([...failed.values()].flat());
    expect(checks.map((check) => check.name).filter((name) => !broke.has(name))).toEqual([]);
  });
});
