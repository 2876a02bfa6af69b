import { readFileSync } from 'node:fs';
import { RFM_SEGMENTS, rfmScores, rfmSegment, type FourCuts, type ScoreRange } from '@rapport/models';
import { parse } from 'csv-parse/sync';
import { expectedOf, published, rowsOf } from './published-data';
import { countBy, groupBy, sumOf } from './sums';

const DAY_MS = 86_400_000;

interface Published {
  readonly customer_id: string;
  readonly segment: string;
  readonly recency_score: string;
  readonly frequency_score: string;
  readonly monetary_score: string;
  readonly transaction_count: string;
  readonly recency_days: string;
  readonly amount: string;
}

describe('RFM as the R package rfm has it', () => {
  const expected = expectedOf('rfm-orders');
  const table: Published[] = parse(readFileSync(published('rfm-orders/rfm_published.csv')), { columns: true });
  const orders = groupBy(rowsOf('rfm-orders/rfm_orders.csv.gz'), ({ customer_id }) => customer_id!);
  const figures = table.map(({ customer_id }) => {
    const own = orders.get(customer_id)!;
    const last = Math.max(...own.map(({ order_date }) => Date.parse(order_date!)));
    return {
      recencyDays: (Date.parse(expected.as_of) - last) / DAY_MS,
      frequency: own.length,
      monetary: sumOf(own.map(({ revenue }) => revenue!)),
    };
  });
  const { cuts, scores } = rfmScores(figures, 'rfm-r');

  it('starts from the published figures of everybody', () => {
    expect(orders.size).toBe(table.length);
    expect(figures).toEqual(
      table.map(({ recency_days, transaction_count, amount }) => ({
        recencyDays: Number(recency_days),
        frequency: Number(transaction_count),
        monetary: Number(amount),
      })),
    );
  });

  it('has the published cuts, each with the 1 that the package adds', () => {
    const without = (four: FourCuts): number[] => four.map((cut) => cut - 1);
    const { recency_days, transaction_count, amount } = expected.cuts;
    expect(without(cuts!.recencyDays)).toEqual(recency_days.map((cut: number) => expect.closeTo(cut, 9)));
    expect(without(cuts!.frequency)).toEqual(transaction_count);
    expect(without(cuts!.monetary)).toEqual(amount.map((cut: number) => expect.closeTo(cut, 9)));
  });

  it('gives every customer the published scores and segment', () => {
    const wrong = table.filter((row, at) => {
      const score = scores[at]!;
      const three = [score.recency, score.frequency, score.monetary].join();
      const publishedThree = [row.recency_score, row.frequency_score, row.monetary_score].join();
      return three !== publishedThree || rfmSegment(score) !== row.segment;
    });
    expect(table.length).toBeGreaterThan(900);
    expect(wrong).toEqual([]);
    expect(countBy(scores, (score) => rfmSegment(score) ?? 'none')).toEqual(expected.segments);
  });

  it('names segments by the published ranges', () => {
    const ranges = Object.entries<Record<'R' | 'F' | 'M', ScoreRange>>(expected.segment_ranges);
    expect(RFM_SEGMENTS).toEqual(
      ranges.map(([name, { R, F, M }]) => ({ name, recency: R, frequency: F, monetary: M })),
    );
  });
});
