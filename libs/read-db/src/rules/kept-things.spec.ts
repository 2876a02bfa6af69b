import fc from 'fast-check';
import { movementsOf } from './book';
import { itemsText } from './items';
import { keptThings } from './kept-things';
import type { SaleRow } from './sale-rows';

const DAY_MS = 86_400_000;
const lines = (text: string) =>
  text === '' ? undefined : text.split(' ').map((one) => ({ sku: one.replace(/[-\d.*]+$/, ''), quantity: Number(/\*(.*)$/.exec(one)?.[1] ?? 1) })); // prettier-ignore
let next = 0;
const row = (kind: SaleRow['kind'], day: number, orderId: string | null, text: string, amount = '9.00'): SaleRow => ({
  ...{ eventId: `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`, handle: 'h', kind, orderId, amount },
  ...{ occurredAt: new Date(day * DAY_MS).toISOString(), currency: 'EUR', cost: null, category: null },
  ...{ channel: 'store', items: itemsText(lines(text)) },
});
const keptOn = (day: number, ...rows: readonly SaleRow[]): readonly string[] =>
  keptThings(movementsOf(rows, (at) => at / DAY_MS), day * DAY_MS, 'sku').map(
    ({ sale, things }) => `${sale.day}: ${things.map(({ name }) => name).join(' ')}`,
  ); // prettier-ignore

describe('what customers still have', () => {
  it('is what they bought, without what came back by then', () => {
    const rows = [row('sale', 1, 'a', 'tent bag'), row('sale', 5, 'b', 'tent'), row('return', 7, null, 'tent')];
    expect(keptOn(7, ...rows)).toEqual(['1: tent bag', '5: tent']);
    expect(keptOn(8, ...rows)).toEqual(['1: tent bag']);
    expect(keptOn(9, ...rows, row('return', 8, null, 'tent hat'))).toEqual(['1: bag']);
  });

  it('takes back of the order that a return names, and of no other one', () => {
    const rows = [row('sale', 1, 'a', 'tent'), row('sale', 5, 'b', 'tent')];
    expect(keptOn(9, ...rows, row('return', 7, 'a', 'tent'))).toEqual(['5: tent']);
    expect(keptOn(9, ...rows, row('return', 7, 'strange', 'tent'))).toEqual(['1: tent']);
  });

  it('counts pieces: one of two that came back leaves one', () => {
    const two = row('sale', 1, 'a', 'cup*2');
    expect(keptOn(9, two, row('return', 2, 'a', 'cup'))).toEqual(['1: cup']);
    expect(keptOn(9, two, row('return', 2, 'a', 'cup'), row('return', 3, 'a', 'cup*5'))).toEqual([]);
    expect(keptOn(9, row('sale', 1, 'a', 'rope*0.3'), row('return', 2, 'a', 'rope*0.1'), row('return', 3, 'a', 'rope*0.2'))).toEqual([]); // prettier-ignore
  });

  it('knows exchanges at the till, and lines that were called off', () => {
    expect(keptOn(9, row('sale', 1, 'a', 'boots'), row('sale', 3, 'b', 'boots*-1 shoes'))).toEqual(['3: shoes']);
    expect(keptOn(9, row('sale', 1, 'a', 'boots hat'), row('cancel', 2, 'a', 'hat', '2.00'))).toEqual(['1: boots']);
  });

  it('takes a return of the whole amount without lines as one of all lines, and of a part as nothing known', () => {
    const order = row('sale', 1, 'a', 'boots hat', '90.00');
    expect(keptOn(9, order, row('return', 2, 'a', '', '90.00'))).toEqual([]);
    expect(keptOn(9, order, row('return', 2, 'a', '', '50.00'))).toEqual(['1: boots hat']);
    expect(keptOn(9, order, row('return', 2, null, '', '90.00'))).toEqual(['1: boots hat']);
  });

  it('is never more than was bought, and comes out the same in any order of rows', () => {
    const one = fc.record({
      kind: fc.constantFrom('sale' as const, 'return' as const),
      day: fc.integer({ min: 1, max: 9 }),
      order: fc.constantFrom('a', 'b', null),
      what: fc.constantFrom('x', 'y', 'x*2', 'x y'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.func(fc.integer()), (given, key) => {
        const rows = given.map(({ kind, day, order, what }) => row(kind, day, order, what));
        const kept = keptOn(99, ...rows);
        expect(keptOn(99, ...[...rows].sort((a, b) => key(a.eventId) - key(b.eventId)))).toEqual(kept);
        const sales = rows.filter(({ kind }) => kind === 'sale');
        const bought = keptOn(99, ...sales);
        expect(kept.every((sale) => bought.some((all) => all.startsWith(sale.slice(0, 2))))).toBe(true);
        expect(kept.join(' ').length).toBeLessThanOrEqual(bought.join(' ').length);
      }),
      { numRuns: 300 },
    );
  });
});
