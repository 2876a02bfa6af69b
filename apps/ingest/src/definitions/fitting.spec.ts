import { fitting } from './fitting';

const items = Array.from({ length: 20_000 }, (_, nth) => nth);

/** Works at so many milliseconds an item (or, `square`, faster growing), by a clock of its own. */
const working = (msEach: number, square = false) => {
  let clock = 0;
  const sizes: number[] = [];
  const work = async (sample: readonly number[]): Promise<number> => {
    sizes.push(sample.length);
    clock += msEach * sample.length * (square ? sample.length / 500 : 1);
    return sample.reduce((sum, one) => sum + one, 0);
  };
  return { sizes, work, now: () => clock, spent: () => clock };
};

it('takes everything where that is quick', async () => {
  const { sizes, work, now } = working(0.01);
  const { sample, result, tookMs } = await fitting(items, 800, work, now);
  expect(sample).toEqual(items);
  expect(result).toBe((19_999 * 20_000) / 2);
  expect(tookMs).toBeCloseTo(200);
  expect(sizes).toEqual([500, 4_000, 20_000]);
});

it.each<[number, boolean]>([
  [0.1, false],
  [0.5, false],
  [1.5, false],
  [0.05, true],
  [0.4, true],
])('takes the newest that fit at %j ms each (growing: %j)', async (msEach, square) => {
  const { work, now, spent } = working(msEach, square);
  const { sample, result } = await fitting(items, 800, work, now);
  expect(sample).toEqual(items.slice(-sample.length));
  expect(sample.length).toBeLessThan(items.length);
  expect(result).toBe(sample.reduce((sum, one) => sum + one, 0));
  expect(spent()).toBeLessThan(square ? 2_400 : 800);
});

it('takes a few at least, and none of none', async () => {
  const slow = working(100);
  expect((await fitting(items, 800, slow.work, slow.now)).sample).toHaveLength(500);
  expect((await fitting([], 800, slow.work, slow.now)).sample).toEqual([]);
});
