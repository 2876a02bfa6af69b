/** What came of the newest items that fitted into the time. */
export interface Fitted<Item, Result> {
  readonly sample: readonly Item[];
  readonly result: Result;
  /** How long this sample took, in milliseconds. */
  readonly tookMs: number;
}

const FIRST = 500;
const GROWTH_MAX = 8;
/** Of the time left, so that work which grows faster than its items still fits. */
const CAUTION = 0.5;

/**
 * Works on as many of the newest items as a time allows: first on a few, then on as many as that predicts. Work cannot be broken off
 * on its way, so nothing is begun that is not expected to end in time.
 * @param now a clock in milliseconds
 */
export const fitting = async <Item, Result>(
  items: readonly Item[],
  budgetMs: number,
  work: (sample: readonly Item[]) => Promise<Result>,
  now: () => number = () => performance.now(),
): Promise<Fitted<Item, Result>> => {
  const end = now() + budgetMs;
  for (let size = FIRST; ;) {
    const sample = items.slice(-size);
    const began = now();
    const result = await work(sample);
    const tookMs = now() - began;
    const growth = Math.min(GROWTH_MAX, (CAUTION * (end - now())) / Math.max(tookMs, 0.01));
    if (sample.length === items.length || growth < 1.5) return { sample, result, tookMs };
    size = Math.floor(size * growth);
  }
};
