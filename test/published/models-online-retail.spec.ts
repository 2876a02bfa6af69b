import {
  auc,
  bgNbd,
  buyingHistory,
  correlation,
  expectedPurchases,
  fitBuying,
  meanAbsoluteError,
  overdue,
  pAlive,
  paretoNbd,
  type BuyingModel,
} from '@rapport/models';
import { expectedOf, rowsOf } from './published-data';
import { groupBy } from './sums';

const day = (text: string): number => Date.parse(text.slice(0, 10)) / 86_400_000;
const { holdout: expected } = expectedOf('online-retail');
const CALIBRATED = day(expected.calibration_end);

const sales = rowsOf('online-retail/online_retail_2010-12_2011-06.csv.gz').filter(
  ({ CustomerID, InvoiceNo, Quantity, UnitPrice }) =>
    CustomerID !== '' && !InvoiceNo!.startsWith('C') && Number(Quantity) > 0 && Number(UnitPrice) > 0,
);
const customers = [...groupBy(sales, ({ CustomerID }) => CustomerID!).values()].flatMap((lines) => {
  const days = [...new Set(lines.map(({ InvoiceDate }) => day(InvoiceDate!)))].sort((a, b) => a - b);
  const upTo = days.filter((one) => one <= CALIBRATED);
  if (upTo.length === 0) return [];
  return [{ upTo, history: buyingHistory(upTo, CALIBRATED), later: days.length - upTo.length }];
});
const histories = customers.map(({ history }) => history);
const later = customers.map(({ later: number }) => number);
const cameBack = later.map((number) => number > 0);

const judged = <P extends Record<keyof P, number>>(model: BuyingModel<P>) => {
  const fit = fitBuying(model, histories);
  const forecast = histories.map((one) => expectedPurchases(model, fit.parameters, one, expected.weeks));
  return { fit, forecast, alive: histories.map((one) => pAlive(model, fit.parameters, one)) };
};

describe("a shop's log of seven months, the last three held out", () => {
  it('is the published one', () => {
    expect({
      customers: customers.length,
      repeaters: histories.filter(({ x }) => x > 0).length,
      holdout_purchase_days: later.reduce((sum, number) => sum + number, 0),
      buyers_again: cameBack.filter(Boolean).length,
    }).toEqual({
      customers: expected.customers,
      repeaters: expected.repeaters,
      holdout_purchase_days: expected.holdout_purchase_days,
      buyers_again: expected.buyers_again,
    });
  });

  it.each([
    ['pareto_nbd', paretoNbd],
    ['bg_nbd', bgNbd],
  ] as const)('has the published fit and forecast of %s', (name, model) => {
    const { fit, forecast } = judged(model as BuyingModel<any>);
    const { ll, sum, mae, corr, auc_expected, params } = expected[name];
    expect(Math.abs(fit.logLikelihood - ll)).toBeLessThan(0.01);
    // Nobody seems to leave within seven months: dropout goes to the edge, and the fit says so.
    expect(fit.atBounds.length).toBeGreaterThan(0);
    expect(fit.parameters.r / params[0]).toBeCloseTo(1, 3);
    expect(fit.parameters.alpha / params[1]).toBeCloseTo(1, 3);
    expect(forecast.reduce((total, one) => total + one, 0) / sum).toBeCloseTo(1, 4);
    expect(meanAbsoluteError(forecast, later)).toBeCloseTo(mae, 4);
    expect(correlation(forecast, later)).toBeCloseTo(corr, 4);
    expect(auc(forecast, cameBack)).toBeCloseTo(auc_expected, 4);
  });

  it('has the published plain rankings', () => {
    const { auc_idle_days, auc_frequency } = expected.heuristics;
    expect(auc(histories.map(({ t_x, T }) => Math.round((t_x - T) * 7)), cameBack)).toBeCloseTo(auc_idle_days, 12); // prettier-ignore
    expect(auc(histories.map(({ x }) => x), cameBack)).toBeCloseTo(auc_frequency, 12); // prettier-ignore
  });

  it('has the published figures of the own cadence', () => {
    const own = customers.filter(({ upTo }) => upTo.length > 2);
    const back = own.map(({ later: number }) => number > 0);
    const ratios = own.map(({ upTo }) => {
      const gaps = upTo.slice(1).map((one, nth) => one - upTo[nth]!);
      return overdue(gaps, CALIBRATED - upTo.at(-1)!, { categoryGap: 30, priorGaps: 0 }).ratio;
    });
    const lapsed = ratios.map((ratio) => ratio > 3);
    const { auc_ratio, lapsed_over_3x, of_those_bought_again, customers: number } = expected.own_cadence;
    expect(own.length).toBe(number);
    expect(auc(ratios.map((ratio) => -ratio), back)).toBeCloseTo(auc_ratio, 12); // prettier-ignore
    expect(lapsed.filter(Boolean).length).toBe(lapsed_over_3x);
    expect(lapsed.filter((isLapsed, at) => isLapsed && back[at]).length).toBe(of_those_bought_again);
  });
});
