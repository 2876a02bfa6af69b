import fc from 'fast-check';
import type { Movement } from './book';
import { BuyerColumns } from './buyer-columns';
import type { Figures } from './figures';
import { fromMicros } from './money';

const AT = Date.UTC(2026, 0, 1);

const first = fc.oneof(
  fc.constant(null),
  fc.tuple(fc.nat(5), fc.boolean()).map(([ms, isUsual]): Pick<Movement, 'at' | 'occurredAt' | 'isUsual'> => {
    const usual = new Date(AT + ms).toISOString();
    return { at: AT + ms, occurredAt: isUsual ? usual : usual.replace('Z', '5Z'), isUsual };
  }),
);
const figures = fc.record({
  value: fc.oneof(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n })),
  sales: fc.nat(9),
  orders: fc.nat(9),
  lastDay: fc.option(fc.integer({ min: -30_000, max: 30_000 }), { nil: null }),
  first,
});

it('gives back of every buyer what was put in, also what few have', () =>
  fc.assert(
    fc.property(fc.array(figures, { maxLength: 20 }), (all) => {
      const columns = new BuyerColumns(all.length);
      const buyers = all.map((one, n) => columns.add(`c${n}`, { ...one, unconverted: 0, uncosted: 0 } as Figures));
      for (const [n, one] of all.entries()) {
        const { customer, value, sales, orders, lastDay, firstSaleAt, firstSaleMs, millionths } = buyers[n]!;
        expect({ customer, value, sales, orders, lastDay, firstSaleAt }).toEqual({
          ...{ customer: `c${n}`, value: fromMicros(one.value), sales: one.sales, orders: one.orders },
          ...{ lastDay: one.lastDay, firstSaleAt: one.first?.occurredAt ?? null },
        });
        expect(firstSaleMs).toBe(one.first?.isUsual ? one.first.at : undefined);
        expect(millionths === undefined ? one.value : BigInt(millionths)).toBe(one.value);
      }
    }),
  ));
