import type { Fact } from '@rapport/events';
import { type CustomerProjection, evolve, handles } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { projections } from '@rapport/projections';
import { continueRows } from './fold-customers';
import { NOTHING_CHANGED } from './regrouping';

type Row = Readonly<Record<string, unknown>>;

const CUSTOMER = '00000000-0000-4000-8000-000000000001';
const day = (nth: number): string => `2026-01-${String(1 + (nth % 28)).padStart(2, '0')}T10:00:00.000Z`;
const bought = (nth: number): Fact =>
  fact(
    'PurchaseMade',
    { orderId: `o${nth}`, currency: nth % 3 === 0 ? 'USD' : 'EUR', amount: `${nth}.50` },
    { channel: nth % 2 === 0 ? 'web' : 'store', occurredAt: day(nth) },
  ) as Fact;

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const ofCustomers = projections
  .map(({ projection }) => projection as CustomerProjection<Row>)
  .filter(({ scope }) => scope === 'customer')
  .filter((projection) => handles(projection, bought(1)));

describe.each(ofCustomers.map((projection) => [projection.name, projection] as const))('%s', (_, projection) => {
  it.each([3, 15, 16, 60])(
    'goes on by %d facts as by one after the other, and leaves the row before as it was',
    (count) => {
      const onto = (row: Row, facts: readonly Fact[]): Row =>
        facts.reduce((all, one) => evolve(projection, all, one), row);
      const before = frozen(onto(projection.initial(), [1, 2, 3].map(bought)));
      const facts = Array.from({ length: count }, (_one, nth) => bought(nth + 4)).sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1)); // prettier-ignore
      const rows = new Map([[CUSTOMER, { key: CUSTOMER, row: before, foldedTo: null }]]);
      const { saved, anew } = continueRows(projection, new Map([[CUSTOMER, facts]]), rows, NOTHING_CHANGED);
      expect(anew).toEqual([]);
      expect(saved.map(({ row }) => row)).toEqual([onto(before, facts)]);
    },
  );
});
