import { PastBusy, takingTurns } from './turns';

it('lets two work at once, the others in their order, and turns away who would wait behind fifty', async () => {
  const inTurn = takingTurns();
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const work = (nth: number) =>
    inTurn(async () => {
      began.push(nth);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (nth === 1) throw new Error('failed, which ends a turn too');
      return nth;
    });
  const all = Array.from({ length: 52 }, (_, nth) => work(nth).catch(() => -1));
  await expect(work(52)).rejects.toThrow(PastBusy);
  for (let nth = 0; nth < 52; nth += 1) {
    expect(began.length).toBe(Math.min(nth + 2, 52));
    ends[nth]!();
    await all[nth];
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(began).toEqual(Array.from({ length: 52 }, (_, nth) => nth));
  expect(await inTurn(async () => 'free again')).toBe('free again');
});
