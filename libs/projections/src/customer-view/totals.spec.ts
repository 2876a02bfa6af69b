import type { DataOf, Fact } from '@rapport/events';
import { customerRow } from '@rapport/fold';
import { corrected, fact, given } from '@rapport/fold/given';
import { customerView } from './fold';
import { LEDGER_MAX } from './order-ledger';

const buy = (orderId: string, amount: string, currency = 'EUR', overrides: Partial<Fact> = {}): Fact =>
  fact('PurchaseMade', { orderId, currency, amount }, overrides) as Fact;
const giveBack = (amount: string, orderId?: string, currency = 'EUR'): Fact =>
  fact('ItemReturned', { currency, amount, ...(orderId !== undefined && { orderId }) }) as Fact;
const cancel = (orderId: string, data: Partial<DataOf<'OrderCancelled'>> = {}): Fact =>
  fact('OrderCancelled', { orderId, ...data }) as Fact;
const none = { purchases: 0, purchased: '0', returns: 0, returned: '0', cancellations: 0, cancelled: '0', net: '0' };

const totalsOf = (...facts: readonly Fact[]) => customerRow(customerView, facts)?.totals;
const ordersOf = (...facts: readonly Fact[]) => customerRow(customerView, facts)?.orders;

describe('customer-view: totals', () => {
  it('adds exactly, by currency', () => {
    expect(totalsOf(buy('1', '0.10'), buy('2', '0.20'), buy('3', '1500', 'JPY'), giveBack('0.005'))).toEqual({
      EUR: {
        ...none,
        purchases: 2,
        purchased: '0.300',
        returns: 1,
        returned: '0.005',
        cancelled: '0.000',
        net: '0.295',
      },
      JPY: { ...none, purchases: 1, purchased: '1500', net: '1500' },
    });
  });

  it('stays exact where binary fractions would not, and beyond 2^53', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => buy(`n${n % 300}`, '0.1'));
    expect(totalsOf(...many)?.['EUR']?.net).toBe('100.0');
    expect(totalsOf(buy('a', '900719925474099267.01'), buy('b', '0.02'))?.['EUR']?.net).toBe('900719925474099267.03');
  });

  it('takes a cancelled order off, also when the cancellation comes before the purchase', () => {
    const taken = {
      EUR: { purchases: 2, purchased: '30.00', returned: '0.00', cancellations: 1, cancelled: '20.00', net: '10.00' },
    };
    const [one, two, off] = [buy('1', '10.00'), buy('2', '20.00'), cancel('2')];
    expect(totalsOf(one!, two!, off!)).toMatchObject(taken);
    const early = cancel('2', {});
    expect(totalsOf({ ...early, occurredAt: '2020-01-01T00:00:00.000Z' }, one!, two!)).toMatchObject(taken);
    expect(ordersOf(one!, two!, off!)).toBe(1);
  });

  it('takes off what a partial cancellation states, at most what the order is worth', () => {
    expect(totalsOf(buy('1', '50.00'), cancel('1', { amount: '15.00', currency: 'EUR' }))?.['EUR']).toMatchObject({
      cancelled: '15.00',
      net: '35.00',
    });
    expect(totalsOf(buy('1', '50.00'), cancel('1', { amount: '80.00' }))?.['EUR']?.net).toBe('0.00');
    expect(ordersOf(buy('1', '50.00'), cancel('1', { amount: '15.00' }))).toBe(1);
    expect(ordersOf(buy('1', '50.00'), cancel('1', { amount: '50.00' }))).toBe(0);
    const lines = [{ sku: 'a', quantity: 1, amount: '5.00' }] as unknown as DataOf<'OrderCancelled'>['lines'];
    expect(totalsOf(buy('1', '50.00'), cancel('1', { ...(lines && { lines }) }))?.['EUR']?.cancelled).toBe('5.00');
  });

  it('does not take back what was given back already, or what was cancelled twice', () => {
    expect(totalsOf(buy('1', '50.00'), giveBack('20.00', '1'), cancel('1'))?.['EUR']).toMatchObject({
      returned: '20.00',
      cancelled: '30.00',
      net: '0.00',
    });
    expect(totalsOf(buy('1', '50.00'), cancel('1'), cancel('1'))?.['EUR']).toMatchObject({
      cancellations: 1,
      net: '0.00',
    });
  });

  it('counts distinct orders, whatever the number of their purchases', () => {
    expect(ordersOf(buy('1', '1'), buy('1', '2'), buy('2', '3'), giveBack('1'), giveBack('1', '3'))).toBe(2);
    expect(totalsOf(cancel('unknown'))).toEqual({});
  });

  it('behaves as if a corrected amount had always been so', () => {
    const wrong = buy('1', '1000.00');
    const right = corrected(wrong, { data: { orderId: '1', currency: 'EUR', amount: '10.00' } });
    expect(totalsOf(wrong, right, cancel('1'))?.['EUR']).toMatchObject({ purchased: '10.00', cancelled: '10.00' });
  });

  it('shows the last order and whether it still stands', () => {
    const first = buy('1', '1');
    const last = buy('2', '20.00');
    given(last, first, cancel('2'))
      .when(customerView)
      .then((row) => expect(row.lastOrder).toMatchObject({ orderId: '2', eventId: last.eventId, cancelled: true }));
  });

  it('beyond the ledger keeps sums exact and estimates the number of orders', () => {
    const count = 2_500;
    expect(count).toBeGreaterThan(LEDGER_MAX);
    const row = customerRow(
      customerView,
      Array.from({ length: count }, (_, n) => buy(`o-${n}`, '1.50')),
    )!;
    expect(row.ordersExact).toBe(false);
    expect(Math.abs(row.orders / count - 1)).toBeLessThan(0.15);
    expect(row.totals['EUR']).toMatchObject({ purchases: count, purchased: '3750.00', net: '3750.00' });
    expect(row.ledger.size).toBe(LEDGER_MAX);
  });
});
