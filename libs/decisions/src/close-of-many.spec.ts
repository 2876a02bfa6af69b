import { addDecimal } from '@rapport/events';
import fc from 'fast-check';
import { firstAlike } from './first-alike';
import { inOrder } from './in-order';
import { MadeList } from './made-list';
import { MillionthsSum } from './millionths-sum';
import { pyramid } from './pyramid';
import type { PyramidMember } from './pyramid-ranking';

/** The text of an amount in millionths, with two places at least, as books write it. */
const textOf = (millionths: number): string => {
  const digits = String(Math.abs(millionths)).padStart(7, '0');
  return `${millionths < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6).replace(/0{1,4}$/, '')}`;
};
const amount = fc.oneof(
  fc.integer({ min: -3_000, max: 3_000 }).map((cents) => cents * 10_000),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 52),
);

it('makes things of a list when somebody goes through them, and keeps none', () => {
  const made: number[] = [];
  const list = new MadeList(3, (nth) => made.push(nth));
  expect([list.length, made]).toEqual([3, []]);
  for (const count of list) if (count === 2) break;
  expect(made).toEqual([0, 1]);
  expect([...list]).toHaveLength(3);
});

it('sorts as a stable sort does, however long the list is', () => {
  const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat()), { maxLength: 40 });
  const compare = (a: readonly number[], b: readonly number[]): number => a[0]! - b[0]!;
  fc.assert(fc.property(pairs, (list) => expect(inOrder([...list], compare)).toEqual([...list].sort(compare))));
});

it('adds millionths as their texts are added', () =>
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 12 }), (amounts) => {
      const sum = new MillionthsSum();
      for (const one of amounts) sum.add(one);
      expect(sum.text).toBe(amounts.map(textOf).reduce(addDecimal, '0'));
    }),
  ));

it('ranks and adds the same whoever has values in millionths too', () => {
  const member = fc.record({ millionths: amount, sales: fc.nat(1), has: fc.boolean() });
  fc.assert(
    fc.property(fc.array(member, { maxLength: 30 }), fc.boolean(), (given, all) => {
      const plain = given.map(({ millionths, sales }, n): PyramidMember => {
        return { customer: `c${n}`, value: textOf(millionths), sales, firstSaleAt: '2026-01-01T00:00:00.000Z' };
      });
      const members = plain.map((one, n) => (all || given[n]!.has ? { ...one, millionths: given[n]!.millionths } : one));
      const close = (some: readonly PyramidMember[]) => {
        const { assigned, cutoffs, figures } = pyramid(some, new Map(), { date: '2026-03-01', dampingCloses: 3 });
        return { cutoffs, figures, told: Array.from(assigned, ({ member: { customer }, ...told }) => ({ customer, ...told })) };
      };
      expect(close(members)).toEqual(close(plain));
    }),
  );
}); // prettier-ignore

it('keeps one standing of those that say the same', () => {
  const alike = firstAlike<{ readonly tier: string }>(({ tier }) => tier);
  const first = alike({ tier: 'gold' });
  expect(alike({ tier: 'lead' })).toEqual({ tier: 'lead' });
  expect(alike({ tier: 'gold' })).toBe(first);
});
