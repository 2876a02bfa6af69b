import { buyingHistory, correlation, fitGammaGamma, meanAbsoluteError } from '@rapport/models';
import { eightDigits, fitBuyingModel } from './buying-model';
import { dayText } from './cadence-pace';
import type { ClvParams } from './clv-params';
import type { ClvSubject } from './clv-subject';
import { repeatSpending, Valuer } from './clv-value';
import type { LearnedModel } from './learned-model';

type Fitted = Pick<LearnedModel, 'model' | 'parameters' | 'logLikelihood' | 'customers' | 'atBounds'>;

/** Fits both models. @throws RangeError without a customer who bought again */
export const fitted = (subjects: readonly ClvSubject[], close: number, { model }: ClvParams): Fitted => {
  const buying = fitBuyingModel(model, subjects.map(({ days }) => buyingHistory(days, close))); // prettier-ignore
  const spend = fitGammaGamma(subjects.map(repeatSpending).filter(({ transactions }) => transactions > 0));
  const ofSpend = Object.entries(spend.parameters).map(([name, value]) => [name, eightDigits(value)]);
  return {
    ...{
      model,
      parameters: { buying: buying.parameters, spend: Object.fromEntries(ofSpend) as Record<string, number> },
    },
    logLikelihood: Math.round((buying.logLikelihood + spend.logLikelihood) * 1e3) / 1e3,
    ...{ customers: buying.customers, atBounds: [...buying.atBounds, ...spend.atBounds] },
  };
};

/** What was known at the end of a day. */
export const until = (subjects: readonly ClvSubject[], day: number): readonly ClvSubject[] =>
  subjects.flatMap(({ customer, days, spent }) => {
    const known = days.filter((one) => one <= day).length;
    return known === 0 ? [] : [{ customer, days: days.slice(0, known), spent: spent.slice(0, known) }];
  });

const fourPlaces = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);
const text = (value: number | null): string => (value === null ? 'not known' : value.toFixed(3));

/** Holds the prediction against what was spent after a day, beside what was spent before it. */
export const judgeClv = (
  subjects: readonly ClvSubject[],
  frozen: number,
  { close, params }: { readonly close: number; readonly params: ClvParams },
) => {
  const known = until(subjects, frozen);
  const then = fitted(known, frozen, params);
  const plain = { margin: 1, yearlyDiscount: 0, costPerPurchase: 0 };
  const valuer = new Valuer(then, close - frozen, plain);
  const all = new Map(subjects.map((subject) => [subject.customer, subject]));
  const actual = known.map(({ customer, days }) => sumOf(all.get(customer)!.spent.slice(days.length)));
  const predicted = known.map((subject) => valuer.of(subject, frozen).value);
  const before = known.map(({ spent }) => sumOf(spent));
  const [mine, plainly] = [correlation(predicted, actual), correlation(before, actual)].map(fourPlaces) as [number | null, number | null]; // prettier-ignore
  const promoted = mine !== null && plainly !== null && mine > plainly;
  const beside = `correlation with what was spent then ${text(mine)}, of what was spent before ${text(plainly)}`;
  return {
    judged: {
      ...{ frozenOn: dayText(frozen), until: dayText(close), customers: known.length, correlation: mine },
      ...{ baseline: plainly, spent: Math.round(sumOf(actual)), predicted: Math.round(sumOf(predicted)) },
      ...{ meanAbsoluteError: fourPlaces(meanAbsoluteError(predicted, actual)), fittedThen: then },
    },
    promoted,
    reason: promoted
      ? `promoted: tells better who will spend than what they spent so far (${beside})`
      : `not promoted: tells no better who will spend than what they spent so far (${beside})`,
  };
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
