import type { DataOf, Fact } from '@rapport/events';
import { customerRow } from '@rapport/fold';
import { corrected, fact, given, retracted } from '@rapport/fold/given';
import { valueAsOf } from './as-of';
import { sumsOf } from './figures';
import { type Value, valueIn } from './fold';
import { gapsOf, listOf } from './purchase-days';

const value = valueIn('UTC');
const on = (day: string, time = '12:00'): { occurredAt: string } => ({ occurredAt: `${day}T${time}:00.000Z` });
const buy = (day: string, orderId: string, amount: string, more: Partial<DataOf<'PurchaseMade'>> = {}): Fact =>
  fact('PurchaseMade', { orderId, currency: 'EUR', amount, ...more }, on(day)) as Fact;
const giveBack = (day: string, amount: string, more: Partial<DataOf<'ItemReturned'>> = {}): Fact =>
  fact('ItemReturned', { currency: 'EUR', amount, ...more }, on(day)) as Fact;
const cancel = (day: string, orderId: string, more: Partial<DataOf<'OrderCancelled'>> = {}): Fact =>
  fact('OrderCancelled', { orderId, ...more }, on(day)) as Fact;

const row = (...facts: readonly Fact[]): Value => customerRow(value, facts)!;
const sums = (...facts: readonly Fact[]) => sumsOf(row(...facts).money['EUR'] ?? []);
const asOf = (day: string, ...facts: readonly Fact[]) => valueAsOf(row(...facts), day);

describe('value', () => {
  it('adds sales, returns and cancellations by currency, and counts orders', () => {
    given(
      buy('2026-01-01', '1', '10.50'),
      buy('2026-01-01', '2', '20'),
      giveBack('2026-01-05', '0.50', { orderId: '1' }),
    )
      .when(value)
      .then((one: Value) => {
        expect(sumsOf(one.money['EUR']!)).toEqual({
          ...{ sales: 2, sold: '30.5', returns: 1, returned: '0.5', cancellations: 0, cancelled: '0', net: '30' },
          ...{ costed: 0, margin: '0' },
        });
        expect([one.orders, one.ordersExact, one.firstPurchaseDay, one.lastPurchaseDay]).toEqual([
          ...[2, true, '2026-01-01', '2026-01-01'],
        ]);
      });
    expect(
      Object.keys(row(buy('2026-01-01', '1', '5', { currency: 'JPY' }), buy('2026-01-01', '2', '1')).money),
    ).toEqual(['EUR', 'JPY']);
  });

  it('takes off a cancelled order once, less what was given back, and its margin with it', () => {
    const order = buy('2026-01-01', '1', '50.00', { cost: '30.00', tax: '5.00' });
    expect(sums(order)).toMatchObject({ costed: 1, margin: '15' });
    expect(sums(order, cancel('2026-01-02', '1'))).toMatchObject({ cancelled: '50', net: '0', margin: '0' });
    const twice = [cancel('2026-01-02', '1'), cancel('2026-01-03', '1')];
    expect(sums(order, giveBack('2026-01-02', '20', { orderId: '1' }), ...twice)).toMatchObject({
      ...{ cancellations: 1, cancelled: '30', net: '0' },
    });
    expect(sums(order, cancel('2026-01-02', '1', { amount: '15' }))).toMatchObject({ cancelled: '15', margin: '15' });
    expect(row(order, ...twice).orders).toBe(0);
  });

  it('knows the margin from the costs of all lines, and takes returns with costs off it', () => {
    const line = (amount: string, cost?: string) => ({ sku: 'a', quantity: 1, amount, ...(cost && { cost }) });
    const lines = (...all: object[]): never => all as never;
    const sold = buy('2026-01-01', '1', '30', { lines: lines(line('10', '4'), line('20', '9')), shipping: '2' });
    expect(sums(sold)).toMatchObject({ costed: 1, margin: '15' });
    expect(sums(buy('2026-01-01', '1', '30', { lines: lines(line('10', '4'), line('20')) }))).toMatchObject({
      costed: 0,
    });
    const back = giveBack('2026-01-03', '10', { orderId: '1', lines: lines(line('10', '4')) });
    expect(sums(sold, back)).toMatchObject({ margin: '9', net: '20' });
    expect(sums(sold, back, cancel('2026-01-04', '1'))).toMatchObject({ margin: '0', net: '0' });
  });

  it('behaves as if a corrected purchase had always been so, and a retracted one never', () => {
    const wrong = buy('2026-01-01', '1', '100');
    const right = corrected(wrong, {
      data: { orderId: '1', currency: 'EUR', amount: '1' },
      occurredAt: '2026-02-01T00:00:00.000Z',
    });
    expect(listOf(row(wrong, right).purchaseDays)).toEqual(['2026-02-01']);
    expect(row(wrong, buy('2026-03-01', '2', '7'), retracted(wrong)).money['EUR']).toEqual([1, '7']);
  });

  it('counts the days of its zone', () => {
    const late = fact(
      'PurchaseMade',
      { orderId: '1', currency: 'EUR', amount: '1' },
      on('2026-01-01', '23:30'),
    ) as Fact;
    expect(customerRow(valueIn('Europe/Berlin'), [late])!.firstPurchaseDay).toBe('2026-01-02');
    expect(row(late).firstPurchaseDay).toBe('2026-01-01');
    expect(valueIn('Europe/Berlin').version).not.toBe(value.version);
    expect(valueIn('Europe/Berlin').version).toBe(valueIn('Europe/Berlin').version);
    expect(valueIn('Asia/Shanghai').version).toBeLessThan(2 ** 31);
  });

  it('says x, t_x and T in weeks, from days on which something was bought', () => {
    const facts = ['2026-01-01', '2026-01-01', '2026-01-08', '2026-01-29'].map((day, n) => buy(day, `${n}`, '1'));
    expect(asOf('2026-02-05', ...facts)).toMatchObject({ x: 2, tX: 4, T: 5, gaps: { n: 2, median: 14, mean: 14 } });
    expect(asOf('2026-01-15', ...facts)).toMatchObject({ x: 1, tX: 1, T: 2, lastPurchaseDay: '2026-01-08' });
    expect(asOf('2026-01-15', ...facts)!.sums['EUR']).toMatchObject({ sales: 3, net: '3' });
    expect(asOf('2025-12-31', ...facts)).toBeNull();
    expect(gapsOf(['2026-01-01', '2026-01-02', '2026-01-12', '2026-01-14'])).toEqual({ n: 3, median: 2, mean: 13 / 3 });
  });

  it('has no purchase days of who only gave something back', () => {
    expect(asOf('2026-02-01', giveBack('2026-01-01', '5'))).toBeNull();
    expect(row(giveBack('2026-01-01', '5')).firstPurchaseDay).toBeNull();
  });
});
