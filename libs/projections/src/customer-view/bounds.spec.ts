import fc from 'fast-check';
import { type Fact, canonicalJson } from '@rapport/events';
import { evolve, replay } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { type CustomerView, customerView } from './fold';
import { LEDGER_MAX } from './order-ledger';

const START = Date.UTC(2020, 0, 1);
const CELL = 'v1.3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10.content.2026Q4.'.padEnd(320, 'x');
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

const part = { amount: '5.000', currency: 'EUR' };

/** The nth event of somebody who buys, complains and is called all the time. */
const heavy = (n: number): Fact => {
  const orderId = `B3-${Math.floor(n / 10)}`;
  const caseId = `10100124${Math.floor(n / 10)}`;
  const of = { id: `h${n}`, occurredAt: at(n), sealed: { note: CELL, text: CELL } };
  const kinds = [
    () => fact('PurchaseMade', { orderId, currency: 'EUR', amount: `${n}.90` }, of),
    () => fact('CaseOpened', { caseId, kind: 'complaint', reason: 'late-delivery', priority: 'high' }, of),
    () => fact('CaseAssigned', { caseId, agent: 'a-17', queue: 'support-en' }, of),
    () => fact('OrderCancelled', { orderId: `B3-${Math.floor(n / 100) * 9}`, ...(n % 200 < 100 && part) }, of),
    () => fact('PromiseMade', { promiseId: `P-${caseId}`, dueAt: at(n + 60), owner: 'a-17', kind: 'call-back' }, of),
    () => fact('PromiseKept', { promiseId: `P-${caseId}` }, of),
    () => fact('CaseClosed', { caseId: `10100124${Math.floor(n / 10) - 3}` }, of),
    () => fact('ProfileStated', { language: 'de' }, { ...of, sealed: { name: CELL, [`trait${n % 200}`]: CELL } }),
    () => fact('ConsentGiven', { purpose: `purpose-${n % 30}`, medium: 'email' }, of),
    () => fact('ItemReturned', { orderId: `B3-${Math.floor(n / 70) * 7}`, currency: 'EUR', amount: '1.5' }, of),
  ];
  return kinds[n % kinds.length]!() as Fact;
};
const fold = (facts: readonly Fact[]): CustomerView =>
  facts.reduce<CustomerView>((row, one) => evolve(customerView, row, one), customerView.initial());

describe('customer-view of a heavy customer', () => {
  it('stays below 64 KB after 10,000 events', () => {
    const row = fold(Array.from({ length: 10_000 }, (_, n) => heavy(n)));
    const sizes = Object.entries(row).map(([name, value]) => [name, canonicalJson(value).length] as const);
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(64 * 1024);
    expect(row.touches).toBe(10_000);
    expect(row.ledger.size).toBe(LEDGER_MAX);
  });

  it('ends in the same row in any order also where it forgets', () => {
    const facts = Array.from({ length: LEDGER_MAX * 12 }, (_, n) => heavy(n));
    const expected = fold(facts);
    expect(expected.ordersExact).toBe(false);
    expect(replay(customerView, facts)).toEqual(expected);
    expect(expected.caseSteps.length).toBeLessThan(facts.length / 10);
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
        expect(fold(order)).toEqual(expected);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
