import fc from 'fast-check';
import { Layered } from './layered';

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const maps = fc.dictionary(names, fc.integer()).map((all) => new Map(Object.entries(all)));

it('is the map that somebody would have made anew, also in layers', () => {
  fc.assert(
    fc.property(maps, fc.array(fc.tuple(maps, fc.uniqueArray(names)), { maxLength: 4 }), (first, closes) => {
      let plain: ReadonlyMap<string, number> = first;
      let layered: ReadonlyMap<string, number> = new Map(first);
      for (const [changed, wished] of closes) {
        const gone = new Set(wished.filter((name) => plain.has(name) && !changed.has(name)));
        const next = new Map([...plain, ...changed]);
        for (const name of gone) next.delete(name);
        plain = next;
        layered = new Layered(layered, changed, gone);
        expect(layered.size).toBe(plain.size);
        expect(new Map(layered)).toEqual(plain);
        expect(new Set(layered.keys())).toEqual(new Set(plain.keys()));
        expect([...layered.values()].sort()).toEqual([...plain.values()].sort());
        const seen: [string, number][] = [];
        layered.forEach((kept, name) => seen.push([name, kept]));
        expect(new Map(seen)).toEqual(plain);
        for (const name of 'abcdefg') expect([layered.has(name), layered.get(name)]).toEqual([plain.has(name), plain.get(name)]); // prettier-ignore
      }
    }),
  );
});

it('leaves the map of before as it is, and says what is laid upon it', () => {
  const before = new Map([['a', 1], ['b', 2]]); // prettier-ignore
  const layered = new Layered(before, new Map([['b', 3], ['c', 4]]), new Set(['a'])); // prettier-ignore
  expect([...before]).toEqual([['a', 1], ['b', 2]]); // prettier-ignore
  expect(layered.before).toBe(before);
  expect([...layered]).toEqual([['b', 3], ['c', 4]]); // prettier-ignore
});
