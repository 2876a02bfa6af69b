import fc from 'fast-check';
import type { Movement } from './book';
import { Roll } from './roll';
import { PackedShelf } from './shelves';

const FIELDS = [
  ...(['eventId', 'kind', 'occurredAt', 'at', 'day', 'until', 'currency', 'amount', 'cost'] as const),
  ...(['order', 'category', 'channel', 'items'] as const),
];
/** The fields of a movement that reads its columns when it is asked. */
const plain = (one: Movement) => Object.fromEntries(FIELDS.map((field) => [field, one[field]]));
const name = fc.constantFrom('EUR', 'JPY', 'shoes', 'hats', '');
const amounts = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
const moment = fc.integer({ min: 0, max: 4e12 });
/** Moments are said to the millisecond; a text that says one otherwise is kept. */
const at = moment.chain((ms) =>
  fc.constantFrom(new Date(ms).toISOString(), new Date(ms).toISOString().replace('Z', '000Z')).map((occurredAt) => ({ at: ms, occurredAt })),
); // prettier-ignore
const movement: fc.Arbitrary<Movement> = fc
  .record({
    eventId: fc.uuid(),
    kind: fc.constantFrom('sale' as const, 'return' as const),
    day: fc.integer({ min: 0, max: 40_000 }),
    until: fc.oneof(fc.constant(Infinity), moment),
    currency: name,
    amount: amounts,
    cost: fc.oneof(fc.constant(null), amounts),
    order: fc.integer({ min: -1, max: 9 }),
    category: fc.oneof(fc.constant(null), name),
    channel: name,
    items: fc.oneof(fc.constant(null), fc.string()),
  })
  .chain((fields) => at.map((when) => ({ ...fields, ...when })));
const customer = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ customer, movements: fc.array(movement, { maxLength: 5 }) }),
  fc.record({ customer, movements: fc.constant(null) }),
);

it('packed movements are what they were, whoever was put back or taken away, and however often gaps were closed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.subarray(['d', 'x', 'b']), (steps, seenBefore) => {
      const roll = new Roll();
      for (const id of seenBefore) roll.add(id);
      const shelf = new PackedShelf(roll, 3);
      const known = new Map<string, readonly Movement[]>();
      for (const { customer: id, movements } of steps) {
        shelf.delete(id);
        known.delete(id);
        if (movements === null) continue;
        shelf.set(id, movements);
        known.set(id, movements);
      }
      const inOrderOfRoll = [...known].sort(([a], [b]) => roll.numberOf(a) - roll.numberOf(b));
      expect([...shelf].map(([id, all]) => [id, all.map(plain)])).toEqual(
        inOrderOfRoll.map(([id, all]) => [id, all.map(plain)]),
      );
      expect([...shelf.keys()]).toEqual(inOrderOfRoll.map(([id]) => id));
      expect(shelf.size).toBe(known.size);
      for (const id of ['a', 'b', 'c', 'd']) {
        expect(shelf.has(id)).toBe(known.has(id));
        expect(shelf.get(id)?.map(plain)).toEqual(known.get(id));
      }
    }),
  );
});

it('holds many: columns grow', () => {
  const shelf = new PackedShelf();
  const one: Movement = {
    ...{ eventId: '00000001-0000-4000-8000-00000000000a', kind: 'sale', occurredAt: '2026-01-02T00:00:00.000Z' },
    ...{ at: Date.UTC(2026, 0, 2), day: 20_455, until: Infinity, currency: 'EUR', amount: 1_500_000n, cost: null },
    ...{ order: -1, category: null, channel: 'store', items: null },
  };
  for (let nth = 0; nth < 5_000; nth++) shelf.set(`c${nth}`, [one, { ...one, amount: BigInt(nth) }]);
  expect(shelf.get('c4999')!.map(plain)).toEqual([plain(one), { ...plain(one), amount: 4_999n }]);
  expect(shelf.get('c0')!.map(plain)).toEqual([plain(one), { ...plain(one), amount: 0n }]);
});
