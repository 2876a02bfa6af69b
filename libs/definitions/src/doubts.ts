import type { Measure } from './definition';
import type { FieldKind, Fields } from './fields';
import type { Fault } from './shape';

/** What rows show of a measure: one number, money by currency, steps or times by name, or nothing that can be divided. */
type Shown = 'number' | 'money' | 'steps' | 'times' | 'other';

const BY_KIND: Readonly<Partial<Record<FieldKind, Shown>>> = { number: 'number', decimal: 'number', money: 'money' };
const OF_FIELD = ['sum', 'avg', 'min', 'max', 'quantile', 'first', 'last'] as const;

const shownBy = (measure: Measure, fields: Fields): Shown => {
  if ('count' in measure || 'distinct' in measure) return 'number';
  if ('funnel' in measure) return 'steps';
  if ('between' in measure) return 'times';
  const what = OF_FIELD.find((one) => one in measure);
  if (what === undefined) return 'other';
  const field = fields.find((measure as unknown as Readonly<Record<string, string>>)[what]!);
  const shown = ('kind' in field && BY_KIND[field.kind]) || 'other';
  // A single value stands without its currency.
  return shown === 'money' && (what === 'first' || what === 'last') ? 'number' : shown;
};

const WORDS: Readonly<Record<Shown, string>> = {
  number: 'one number',
  money: 'money by currency',
  steps: 'the steps of a funnel',
  times: 'count, median and mean of times',
  other: 'no number',
};

/**
 * Ratios that would be null in every row. What was described before this was looked at goes on as it is, so it is a matter
 * of taking definitions, not of compiling them.
 */
export const ratioDoubts = (measures: readonly (readonly [string, Measure])[], fields: Fields): readonly Fault[] => {
  const kept = new Map(
    measures.flatMap(([name, one]) => ('ratio' in one ? [] : [[name, shownBy(one, fields)] as const])),
  );
  return measures.flatMap(([name, measure]) => {
    if (!('ratio' in measure)) return [];
    const { of, to } = measure.ratio;
    const [dividend, divisor] = [kept.get(of), kept.get(to)];
    if (dividend === undefined || divisor === undefined) return [];
    if (dividend === 'other') return [{ at: `/measures/${name}/ratio/of`, message: `${of} shows no number that could be divided` }]; // prettier-ignore
    if (divisor === 'number' || divisor === dividend) return [];
    const message = `${to} shows ${WORDS[divisor]}, by which ${of} (${WORDS[dividend]}) cannot be divided`;
    return [{ at: `/measures/${name}/ratio/to`, message }];
  });
};
