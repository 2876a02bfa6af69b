import fc from 'fast-check';
import { atOnce, Layered } from '@rapport/decisions';
import { packed, PackedStandings } from './packed-standings';
import { Roll } from './roll';

interface Kept {
  readonly tier: string;
  readonly below: number;
}

const names = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f');
const kept = fc.record({ tier: fc.constantFrom('gold', 'iron'), below: fc.nat(2) });
const maps = fc.dictionary(names, kept).map((all) => new Map(Object.entries(all)));
const sorted = <Value>(all: Iterable<Value>): readonly Value[] => [...all].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)); // prettier-ignore

it('is the map of all after any closes, whether they say what changed or how everybody stands', () => {
  const closes = fc.array(fc.tuple(maps, fc.uniqueArray(names), fc.boolean()), { maxLength: 6 });
  fc.assert(
    fc.property(maps, closes, fc.uniqueArray(names), (first, told, seenBefore) => {
      const roll = new Roll();
      for (const name of seenBefore) roll.add(name);
      let plain: ReadonlyMap<string, Kept> = first;
      let standings: ReadonlyMap<string, Kept> = atOnce(packed(first, roll));
      for (const [changed, wished, isWhole] of told) {
        const gone = new Set(wished.filter((name) => plain.has(name) && !changed.has(name)));
        plain = new Map([...plain, ...changed].filter(([name]) => !gone.has(name)));
        standings = atOnce(packed(isWhole ? plain : new Layered(standings, changed, gone), roll));
        expect(standings).toBeInstanceOf(PackedStandings);
        expect(standings.size).toBe(plain.size);
        expect(sorted(standings)).toEqual(sorted(plain));
        expect(sorted(standings.keys())).toEqual(sorted(plain.keys()));
        expect(sorted(standings.values())).toEqual(sorted(plain.values()));
        const seen: [string, Kept][] = [];
        standings.forEach((one, name) => seen.push([name, one]));
        expect(sorted(seen)).toEqual(sorted(plain));
        for (const name of 'abcdefg') expect([standings.has(name), standings.get(name)]).toEqual([plain.has(name), plain.get(name)]); // prettier-ignore
      }
    }),
  );
});

it('keeps one object for all who stand alike', () => {
  const all = new Map([['a', { tier: 'gold' }], ['b', { tier: 'gold' }], ['c', { tier: 'iron' }]]); // prettier-ignore
  const standings = atOnce(packed(all, new Roll()));
  expect(standings.get('a')).toBe(standings.get('b'));
  expect(standings.get('c')).not.toBe(standings.get('a'));
});
