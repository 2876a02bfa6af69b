import { type Complain, type Test, testOf } from '../condition';
import type { Measure } from '../definition';
import { durationMs, TIME_UNITS } from '../duration';
import type { Field, FieldKind, Fields } from '../fields';
import type { Item } from '../item';
import type { Accumulator } from './accumulator';
import { betweenOf } from './between';
import { funnelOf } from './funnel';
import { quantileOf } from './sketch';
import { extremeOf, meanOf, sumOf } from './sums';
import { count, customers, distinctOf, edgeOf, topOf } from './values';

const NUMBERS: readonly FieldKind[] = ['number', 'money', 'decimal'];
const ORDERED: readonly FieldKind[] = [...NUMBERS, 'instant', 'day'];
const VALUES: readonly FieldKind[] = [...ORDERED, 'text', 'flag'];

type FieldMeasure = 'distinct' | 'sum' | 'min' | 'max' | 'avg' | 'first' | 'last' | 'quantile' | 'top';
type Make = (field: Field, measure: Measure) => Accumulator;

/** The measures of a field: what it must hold, and how the figure is kept. */
const OF_FIELDS: Readonly<Record<FieldMeasure, readonly [kinds: readonly FieldKind[], make: Make]>> = {
  distinct: [VALUES, distinctOf],
  sum: [NUMBERS, sumOf],
  avg: [NUMBERS, meanOf],
  min: [ORDERED, (field) => extremeOf(field, -1)],
  max: [ORDERED, (field) => extremeOf(field, 1)],
  first: [VALUES, (field) => edgeOf(field, -1)],
  last: [VALUES, (field) => edgeOf(field, 1)],
  quantile: [NUMBERS, (field, measure) => quantileOf(field, (measure as { at: number }).at)],
  top: [VALUES, (field, measure) => topOf(field, (measure as { most?: number }).most ?? 10)],
};

const onlyWhere = (kept: Accumulator, test: Test): Accumulator => {
  const { add, into, remove } = kept;
  return {
    ...kept,
    add: (state, item: Item) => (test(item) ? add(state, item) : state),
    ...(into && { into: (state: unknown, item: Item) => (test(item) ? into(state, item) : state) }),
    ...(remove && { remove: (state: unknown, item: Item) => (test(item) ? remove(state, item) : state) }),
  };
};

type Funnel = Extract<Measure, { funnel: unknown }>;
type Between = Extract<Measure, { between: unknown }>;

const funnel = ({ funnel: steps, within }: Funnel, fields: Fields, at: string, complain: Complain): Accumulator => {
  const names = new Set<string>();
  const all = steps.map(({ step: name, where }, nth) => {
    if (names.has(name)) complain(`${at}/funnel/${nth}/step`, `${name} is there twice: each step needs a name of its own`); // prettier-ignore
    names.add(name);
    return { name, test: testOf(where, fields, `${at}/funnel/${nth}/where`, complain) };
  });
  return funnelOf(all, durationMs(within));
};

const between = (
  { between: pair, within, unit = 'seconds' }: Between,
  fields: Fields,
  at: string,
  complain: Complain,
) => {
  // prettier-ignore
  const place = `${at}/between`;
  const test = (side: 'from' | 'to'): Test => testOf(pair[side], fields, `${place}/${side}`, complain);
  const same = pair.same === undefined ? null : fields.find(pair.same);
  if (same !== null && !('kind' in same)) complain(`${place}/same`, same.message);
  else if (same !== null && !VALUES.includes(same.kind)) complain(`${place}/same`, same.mixed ?? `${pair.same} is no short value: nothing is the same by it`); // prettier-ignore
  return betweenOf({
    ...{ from: test('from'), to: test('to'), same: same !== null && 'kind' in same ? same : null },
    ...{ withinMs: durationMs(within), unitMs: TIME_UNITS[unit] },
  });
};

const unconditional = (measure: Measure, fields: Fields, at: string, complain: Complain): Accumulator => {
  if ('count' in measure) return count;
  if ('funnel' in measure) return funnel(measure, fields, at, complain);
  if ('between' in measure) return between(measure, fields, at, complain);
  const what = (Object.keys(OF_FIELDS) as FieldMeasure[]).find((one) => one in measure)!;
  const path = (measure as unknown as Readonly<Record<FieldMeasure, string>>)[what];
  if (what === 'distinct' && path === 'customer') return customers;
  const field = fields.find(path);
  if (!('kind' in field)) {
    complain(`${at}/${what}`, field.message);
    return count;
  }
  const [kinds, make] = OF_FIELDS[what];
  if (!kinds.includes(field.kind)) complain(`${at}/${what}`, field.mixed ?? `${path} holds no ${kinds === NUMBERS ? 'numbers' : 'such values'}: ${what} is for fields of the kinds ${kinds.join(', ')}`); // prettier-ignore
  return make(field, measure);
};

/** Makes a measure that is kept; a ratio is not, it is computed of others when rows are shown. */
export const accumulatorOf = (measure: Measure, fields: Fields, at: string, complain: Complain): Accumulator => {
  const kept = unconditional(measure, fields, at, complain);
  if (measure.where === undefined) return kept;
  return onlyWhere(kept, testOf(measure.where, fields, `${at}/where`, complain));
};
