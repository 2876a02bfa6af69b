import { assert, property, uniqueArray, uuid, integer } from 'fast-check';
import { shareOf } from './report';
import { stretchOf, type Walk, walkOn } from './walk';

const within = (key: string, { from, after, before }: ReturnType<typeof stretchOf>): boolean =>
  (from === null || key >= from) && (after === null || key > after) && (before === null || key < before);

describe('a round', () => {
  it('comes to every key exactly once, wherever it begins, and then ends', () =>
    assert(
      property(uniqueArray(uuid(), { maxLength: 30 }), uuid(), integer({ min: 1, max: 7 }), (all, firstKey, asked) => {
        const keys = [...all].sort();
        const seen: string[] = [];
        const shares: number[] = [];
        for (let walk: Walk | null = { firstKey, atKey: null, wrapped: false }; walk !== null;) {
          const stretch = stretchOf(walk);
          const next = keys.filter((key) => within(key, stretch)).slice(0, asked);
          seen.push(...next);
          shares.push(shareOf(walk));
          walk = walkOn(walk, next, asked);
        }
        expect([...seen].sort()).toEqual(keys);
        expect(shares).toEqual([...shares].sort((x, y) => x - y));
        expect(shares.length).toBeLessThanOrEqual(keys.length / asked + 2);
      }),
    ));

  it('comes to a key that is added ahead of it, and to none twice that is added behind', () => {
    const key = (first: string): string => `${first}0000000-0000-4000-8000-000000000000`;
    const walk = walkOn({ firstKey: key('8'), atKey: null, wrapped: false }, [key('8'), key('a')], 2)!;
    expect([key('9'), key('b'), key('7')].map((one) => within(one, stretchOf(walk)))).toEqual([false, true, false]);
    const wrapped = walkOn(walk, [key('b')], 2)!;
    expect([key('9'), key('7')].map((one) => within(one, stretchOf(wrapped)))).toEqual([false, true]);
    expect(walkOn(wrapped, [key('7')], 2)).toBeNull();
  });
});
