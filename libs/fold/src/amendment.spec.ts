import fc from 'fast-check';
import { eventIdOf, type Fact } from '@rapport/events';
import { effectiveFacts } from './effective-facts';
import { corrected, fact, given, retracted } from './given';
import type { EntryProjection } from './projection';
import { entryRows } from './replay';

const keyOf = (name: string): string => eventIdOf('count', name);

/** How many purchases per currency; refunds are not its business. */
const counts: EntryProjection<{ readonly count: number; readonly sum: number }> = {
  ...{ name: 'counts', version: 1, scope: 'entry', slicedBy: 'key' },
  keys: ({ data }) => [keyOf(String(data['currency']))],
  initial: () => ({ count: 0, sum: 0 }),
  on: { PurchaseMade: (row, { data }) => ({ count: row.count + 1, sum: row.sum + Number(data.amount) }) },
  takeBack: (row, { data }) => ({ count: row.count - 1, sum: row.sum - Number(data['amount']) }),
};

const buy = (currency: string, amount: string): Fact =>
  fact('PurchaseMade', { orderId: '1', currency, amount }) as Fact;
const [EUR, USD] = [keyOf('EUR'), keyOf('USD')];

describe('a projection that can take facts back', () => {
  it('takes a corrected event out of the row that it was in and into the one where it belongs', () => {
    const wrong = buy('EUR', '5');
    const right = corrected(wrong, { data: { orderId: '1', currency: 'USD', amount: '7' } });
    given(wrong, buy('EUR', '1'), right)
      .when(counts)
      .then({ [EUR!]: { count: 1, sum: 1 }, [USD!]: { count: 1, sum: 7 } });
  });

  it('takes a retracted event out once, whatever is said of it later', () => {
    const wrong = buy('EUR', '5');
    given(wrong, retracted(wrong), retracted(wrong))
      .when(counts)
      .then({ [EUR!]: { count: 0, sum: 0 } });
  });

  it('takes an event out when a correction makes it one that is not counted', () => {
    const wrong = buy('EUR', '5');
    const refund = corrected(wrong, { type: 'ItemReturned', data: { currency: 'EUR', amount: '5' } });
    given(wrong, refund)
      .when(counts)
      .then({ [EUR!]: { count: 0, sum: 0 } });
  });

  it('lets a record wait that stands in the log before its event', () => {
    const late = buy('EUR', '5');
    const early = corrected(late, { data: { orderId: '1', currency: 'EUR', amount: '9' } }, { position: '00000000-0' });
    given(early, late)
      .when(counts)
      .then({ [EUR!]: { count: 1, sum: 9 } });
  });

  it('ends, after any records, with what the events amount to', () => {
    const story = fc.array(
      fc.record({
        currency: fc.constantFrom('EUR', 'USD'),
        amount: fc.nat(9),
        then: fc.array(fc.nat(2), { maxLength: 3 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(story, (told) => {
        const facts = told.flatMap(({ currency, amount, then }) => {
          const one = buy(currency, String(amount));
          const records = then.map((kind) =>
            kind === 0
              ? retracted(one)
              : corrected(one, { data: { orderId: '1', currency: kind === 1 ? 'EUR' : 'USD', amount: String(kind) } }),
          );
          return [one, ...records];
        });
        const expected = entryRows({ ...counts }, effectiveFacts(facts));
        const rows = entryRows(counts, facts);
        for (const [key, row] of rows) expect(row).toEqual(expected.get(key) ?? { count: 0, sum: 0 });
        for (const key of expected.keys()) expect(rows.has(key)).toBe(true);
      }),
    );
  });
});
