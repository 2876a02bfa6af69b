import fc from 'fast-check';
import { differencesOf } from './differences';

const row = fc.record({ queue: fc.constantFrom('a', 'b', 'c'), calls: fc.nat(3), share: fc.option(fc.constant(0.5)) });
const rows = fc.uniqueArray(row, { selector: ({ queue }) => queue });

describe('differences of answers', () => {
  it('are none of the same rows, in whatever order', () => {
    fc.assert(
      fc.property(rows, (some) => {
        expect(differencesOf(some, some.toReversed(), ['queue'])).toEqual({ onlyFrozen: 0, onlyNow: 0, different: 0, samples: [] }); // prettier-ignore
      }),
    );
  });

  it('count every row once: only in one of them, or different in some figure', () => {
    fc.assert(
      fc.property(rows, rows, (frozen, now) => {
        const { onlyFrozen, onlyNow, different, samples } = differencesOf(frozen, now, ['queue']);
        const names = (some: typeof now) => some.map(({ queue }) => queue);
        expect(onlyFrozen).toBe(names(frozen).filter((name) => !names(now).includes(name)).length);
        expect(onlyNow).toBe(names(now).filter((name) => !names(frozen).includes(name)).length);
        const both = frozen.flatMap((one) => now.filter(({ queue }) => queue === one.queue).map((other) => [one, other] as const)); // prettier-ignore
        expect(different).toBe(both.filter(([one, other]) => one.calls !== other.calls || one.share !== other.share).length); // prettier-ignore
        expect(samples).toHaveLength(onlyFrozen + onlyNow + different);
      }),
    );
  });

  it('show only the figures that differ', () => {
    const [frozen, now] = [[{ queue: 'a', calls: 1, share: 0.5 }], [{ queue: 'a', calls: 2, share: 0.5 }]];
    expect(differencesOf(frozen, now, ['queue']).samples).toEqual([{ row: { queue: 'a' }, frozen: { calls: 1 }, now: { calls: 2 } }]); // prettier-ignore
  });
});
