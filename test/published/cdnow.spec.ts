import { type Installation, startInstallation } from './installation';
import { published, rowsOf } from './published-data';
import { groupBy, sumOf } from './sums';
import { TIERS } from './pyramid';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';

const FILE = 'cdnow/cdnow_master.csv.gz';
/** End of the calibration period of the papers. */
const CALIBRATED = '1997-09-30';
const DAY_MS = 86_400_000;

const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

interface Summary {
  readonly x: number;
  readonly t_x: number;
  readonly T: number;
  readonly value: number;
}

/** Transactions are days: x those after the first, in weeks (the definitions of the data's README). */
const summaryOf = (rows: readonly Record<string, string>[], asOf: string): Summary => {
  const upTo = rows.filter(({ date }) => date! <= asOf);
  const bought = [...new Set(upTo.map(({ date }) => date!))].sort();
  const [first, last] = [bought[0]!, bought.at(-1)!];
  const value = sumOf(upTo.map((row) => row['value']!));
  return { x: bought.length - 1, t_x: days(first, last) / 7, T: days(first, asOf) / 7, value };
};

describe('the CDNOW purchase log', () => {
  let rapport: Installation;
  let report: any;
  let byNumber: Map<string, Record<string, string>[]>;
  /** The log's number of each customer. */
  let numberOf: Map<string, string>;

  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_CURRENCY: 'USD' });
    ({ report } = await rapport.import(FILE, 'cdnow', '--close', 'week'));
    await rapport.drained();
    byNumber = groupBy(rowsOf(FILE), ({ customer_id }) => customer_id!);
    const events = await rapport.events(['PurchaseMade']);
    numberOf = new Map(events.map(({ handle, data }) => [handle, data.orderId.split('/')[0]]));
  }, 1_800_000);
  afterAll(() => rapport?.stop());

  it('is imported line by line, repeated lines too', () => {
    const rows = [...byNumber.values()].flat().length;
    expect(report.lines).toEqual({ read: rows, imported: rows, alreadyThere: 0, skipped: {}, refused: {} });
    expect(numberOf.size).toBe(byNumber.size);
  });

  it('has x, t_x, T and the sums of everybody at the end of the calibration period', async () => {
    const everybody = await rapport.all(`/v1/value?asOf=${CALIBRATED}&limit=1000`, 'customers');
    expect(everybody).toHaveLength(byNumber.size);
    const wrong = everybody.filter(({ customerId, x, t_x, T, sums }) => {
      const true_ = summaryOf(byNumber.get(numberOf.get(customerId)!)!, CALIBRATED);
      return x !== true_.x || t_x !== true_.t_x || T !== true_.T || Number(sums.USD.sold) !== true_.value;
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('has the published summary of the sample', async () => {
    const everybody = await rapport.all(`/v1/value?asOf=${CALIBRATED}&limit=1000`, 'customers');
    const byId = new Map(everybody.map((one) => [numberOf.get(one.customerId), one]));
    const numbers = new Map(
      rowsOf('cdnow/cdnow_sample.csv.gz').map((row) => [Number(row['sample_id']), row['customer_id']]),
    );
    const summary = parse(readFileSync(published('cdnow/cdnow_summary_rounded.csv')), { columns: true }) as any[];
    const round = (number: number): number => Math.round(number * 100) / 100;
    const wrong = summary.filter((row) => {
      const [id, x, t_x, T] = Object.values(row).map(Number);
      const one = byId.get(numbers.get(id!));
      return one.x !== x || Math.abs(round(one.t_x) - t_x!) > 0.011 || Math.abs(round(one.T) - T!) > 0.011;
    });
    expect(summary.length).toBe(numbers.size);
    expect(wrong).toEqual([]);
  });

  it('has closed every week, and decided the tiers of each by the rule', async () => {
    const closes = (await rapport.all('/v1/rules/value-pyramid/closes?limit=200', 'closes')).filter(({ date }) => date < '1999'); // prettier-ignore
    const dates = closes.map(({ date }) => date).sort();
    expect(dates[0]).toBe('1997-01-05');
    expect(dates.every((date, index) => index === 0 || days(dates[index - 1], date) === 7)).toBe(true);
    expect(dates.at(-1)! >= '1998-06-28').toBe(true);
    for (const date of ['1997-03-30', '1997-12-28', '1998-06-28']) {
      const since = new Date(Date.parse(date) - 364 * DAY_MS).toISOString().slice(0, 10);
      const values = [...byNumber.values()].flatMap((rows) => {
        const window = rows.filter((row) => row['date']! >= since && row['date']! <= date);
        return window.length === 0 ? [] : [sumOf(window.map(({ value }) => value!))];
      });
      values.sort((a, b) => b - a);
      const ends = [0.01, 0.05, 0.2, 1].map((share) => Math.ceil(share * values.length - 1e-9));
      const customers = await rapport.all(`/v1/tiers?rule=value-pyramid&date=${date}&limit=500`, 'customers');
      const counts = TIERS.map((tier) => customers.filter(({ rankTier }) => rankTier === tier).length);
      expect([date, counts]).toEqual([date, ends.map((end, index) => end - (ends[index - 1] ?? 0))]);
    }
  }, 600_000);
});
