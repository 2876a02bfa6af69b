import type { Fact } from '@rapport/events';
import { corrected, fact, given, retracted } from './given';
import type { CustomerProjection, EntryProjection } from './projection';
import { customerRow } from './replay';

interface Totals {
  readonly events: number;
  readonly orders: readonly string[];
}
const totals: CustomerProjection<Totals> = {
  ...{ name: 'totals', version: 1, scope: 'customer', order: 'occurred' },
  initial: () => ({ events: 0, orders: [] }),
  each: (row) => ({ ...row, events: row.events + 1 }),
  on: { PurchaseMade: (row, { data }) => ({ ...row, orders: [...row.orders, data.orderId] }) },
};
const orderStates: EntryProjection<{ readonly seen: number }> = {
  ...{ name: 'order-states', version: 1, scope: 'entry' },
  keys: ({ data }) => [String(data['orderId'])],
  initial: () => ({ seen: 0 }),
  on: { PurchaseMade: (row) => ({ seen: row.seen + 1 }) },
};
const order = (orderId: string): Fact => fact('PurchaseMade', { orderId }) as Fact;

describe('replay', () => {
  it('folds each fact and then its type', () => {
    given(order('a'), order('b'))
      .when(totals)
      .then({ events: 2, orders: ['a', 'b'] });
  });

  it('behaves as if a corrected fact had always been so', () => {
    const wrong = order('wrong');
    given(wrong, corrected(wrong, { data: { orderId: 'right' } }))
      .when(totals)
      .then({ events: 1, orders: ['right'] });
    given(wrong, retracted(wrong)).when(totals).then(totals.initial());
  });

  it('says that a customer without handled facts has no row', () => {
    const wrong = order('wrong');
    expect(customerRow(totals, [wrong, retracted(wrong)])).toBeUndefined();
  });

  it('keeps one row per key of an entry projection', () => {
    given(order('a'), order('b'), order('a'))
      .when(orderStates)
      .then({ a: { seen: 2 }, b: { seen: 1 } });
  });

  it('fails when the result is another one', () => {
    expect(() => given(order('a')).when(totals).then(totals.initial())).toThrow('toEqual');
  });
});
