import { compareDecimal } from '@rapport/events';
import { currencyOf, type Field } from '../fields';
import type { Item } from '../item';
import { type Accumulator, type By, memberOf, mergeBy, showBy, withMember } from './accumulator';
import { decimalOf, minus, moneyText, numberOf, plus, quotient } from './decimals';

/** How many, and their exact sum. */
type Summed = readonly [n: number, sum: string];

/** The name under which values that are no money stand. */
const PLAIN = '';

interface Valued {
  readonly currency: string;
  readonly value: string;
}

/** Exact values of numbers and of money, the latter by currency. */
const valueOf = ({ kind, of }: Field): ((item: Item) => Valued | undefined) => {
  const isMoney = kind === 'money';
  return (item) => {
    const value = decimalOf(of(item));
    return value === undefined ? undefined : { value, currency: isMoney ? currencyOf(item) : PLAIN };
  };
};

const shown = (field: Field, by: By<unknown>, show: (state: any, currency: string) => unknown): unknown =>
  field.kind === 'money' ? showBy(by, show) : Object.hasOwn(by, PLAIN) ? show(by[PLAIN], PLAIN) : null;

/** A number where numbers were summed, a decimal text where texts were. */
const numberOr = (field: Field, text: string | null): number | string | null =>
  field.kind === 'number' && text !== null ? numberOf(text) : text;

const summing = (field: Field): Omit<Accumulator<By<Summed>>, 'show'> => {
  const read = valueOf(field);
  return {
    none: {},
    add: (state, item) => {
      const found = read(item);
      if (found === undefined) return state;
      const [n, sum] = memberOf(state, found.currency) ?? [0, '0'];
      return withMember(state, found.currency, [n + 1, plus(sum, found.value)]);
    },
    remove: (state, item) => {
      const found = read(item);
      const before = found && memberOf(state, found.currency);
      if (found === undefined || before === undefined) return state;
      const [n, sum] = before;
      return withMember<Summed>(state, found.currency, n > 1 ? [n - 1, minus(sum, found.value)] : undefined);
    },
    merge: (one, other) => mergeBy(one, other, ([n, sum], [m, more]): Summed => [n + m, plus(sum, more)]),
  };
};

/** Sum of a field: a number, or money by currency. */
export const sumOf = (field: Field): Accumulator<By<Summed>> => ({
  ...summing(field),
  show: (state) =>
    shown(field, state, ([, sum]: Summed, currency) =>
      field.kind === 'money' ? moneyText(sum, currency) : numberOr(field, sum),
    ),
});

/** Mean of a field, rounded at the sixth place: a number, or money by currency. */
export const meanOf = (field: Field): Accumulator<By<Summed>> => ({
  ...summing(field),
  show: (state) =>
    shown(field, state, ([n, sum]: Summed, currency) => {
      const mean = quotient(sum, String(n));
      return field.kind === 'money' && mean !== null ? moneyText(mean, currency) : numberOr(field, mean);
    }),
});

const isExact = (field: Field): boolean => ['number', 'money', 'decimal'].includes(field.kind);

/** Least (-1) or greatest (1) value of a field: numbers, money by currency, moments, days. */
export const extremeOf = (field: Field, sign: -1 | 1): Accumulator<By<string>> => {
  const exact = valueOf(field);
  const read = isExact(field)
    ? exact
    : (item: Item): Valued | undefined => {
        const value = field.of(item);
        return typeof value === 'string' ? { value, currency: PLAIN } : undefined;
      };
  const order = isExact(field) ? compareDecimal : (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const better = (a: string, b: string): string => (order(a, b) * sign >= 0 ? a : b);
  return {
    none: {},
    add: (state, item) => {
      const found = read(item);
      if (found === undefined) return state;
      const before = memberOf(state, found.currency);
      return withMember(state, found.currency, before === undefined ? found.value : better(before, found.value));
    },
    merge: (one, other) => mergeBy(one, other, better),
    show: (state) =>
      shown(field, state, (value: string, currency) =>
        field.kind === 'money' ? moneyText(value, currency) : numberOr(field, value),
      ),
  };
};
