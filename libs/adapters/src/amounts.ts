import {
  addDecimal,
  compareDecimal,
  multiplyDecimal,
  negateDecimal,
  roundDecimal,
  subtractDecimal,
} from '@rapport/events';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import type { Place } from './place';
import type { Row } from './row';
import { withoutUnits } from './units';
import { type Compile, type Operator, asText } from './value';

/** An exact decimal of a row; null when it is absent. */
type Decimal = (row: Row) => string | null;

const plain = (text: string): string | null => decimalText(text, { point: '.', group: '' });

/** A value as an exact decimal. */
const decimalOf = (spec: unknown, place: Place, compile: Compile, read = plain): Decimal => {
  if (typeof spec === 'number') {
    const constant = plain(String(spec));
    return () => constant;
  }
  const value = compile(spec, place);
  const named = typeof spec === 'string' ? spec : place.path;
  return (row) => {
    const text = asText(value(row));
    if (text === '') return null;
    const decimal = read(text);
    if (decimal === null) throw new RowFault(`${named} is no number`);
    return decimal;
  };
};

const present = (decimal: Decimal) => (row: Row) => decimal(row) ?? undefined;

const one =
  (name: string, change: (decimal: string) => string): Operator =>
  (members, place, compile) => {
    const inner = decimalOf(members[name], place.in(name), compile);
    return (row) => {
      const decimal = inner(row);
      return decimal === null ? undefined : change(decimal);
    };
  };

/** `decimal`: a number as the file writes it, `{decimal: "{Price}", point: ",", group: ".", unit: "€"}`. */
const decimal: Operator = (members, place, compile) => {
  const { group = '', point = group === '.' ? ',' : '.', unit = [] } = members;
  if (typeof point !== 'string' || point.length !== 1) place.in('point').fault('must be one sign');
  if (typeof group !== 'string' || group === point) place.in('group').fault('must be another sign than point');
  const notation = { point: String(point), group: String(group) };
  const at = place.in('unit');
  const bare = withoutUnits(Array.isArray(unit) ? at.items(unit).map(([one, where]) => where.text(one)) : [at.text(unit)]); // prettier-ignore
  return present(decimalOf(members['decimal'], place.in('decimal'), compile, (text) => decimalText(bare(text), notation))); // prettier-ignore
};

/** A term of a sum; a list, such as `each` gives, is one of its own. */
const termOf = (spec: unknown, place: Place, compile: Compile): Decimal =>
  decimalOf(spec, place, (one, at) => {
    const value = compile(one, at);
    return (row) => {
      const found = value(row);
      return Array.isArray(found)
        ? totalOf(
            found.map((item) => asText(item)),
            at,
          )
        : found;
    };
  });

const totalOf = (texts: readonly string[], place: Place): string =>
  texts.reduce((total, text) => {
    const decimal = plain(text);
    if (decimal === null) throw new RowFault(`${place.path} is no number`);
    return addDecimal(total, decimal);
  }, '0');

/** A sum takes what is there; it is absent when nothing is. */
const sum: Operator = (members, place, compile) => {
  const terms = place.in('sum').items(members['sum'], 1).map(([spec, at]) => termOf(spec, at, compile)); // prettier-ignore
  return (row) => {
    let total: string | undefined;
    for (const term of terms) {
      const value = term(row);
      if (value !== null) total = total === undefined ? value : addDecimal(total, value);
    }
    return total;
  };
};

/** Products and differences are absent when one of their parts is. */
const folded =
  (name: string, of: (a: string, b: string) => string): Operator =>
  (members, place, compile) => {
    const parts = place.in(name).items(members[name], 2).map(([spec, at]) => decimalOf(spec, at, compile)); // prettier-ignore
    return (row) => {
      let result: string | undefined;
      for (const part of parts) {
        const value = part(row);
        if (value === null) return undefined;
        result = result === undefined ? value : of(result, value);
      }
      return result;
    };
  };

const round: Operator = (members, place, compile) => {
  const places = members['places'] ?? 2;
  if (!Number.isInteger(places) || Number(places) < 0 || Number(places) > 9) place.in('places').fault('must be 0 to 9');
  return one('round', (text) => roundDecimal(text, Number(places)))(members, place, compile);
};

/** Exact arithmetic on decimal texts; money never becomes a floating-point number. */
export const AMOUNTS: Readonly<Record<string, { readonly options: readonly string[]; readonly operator: Operator }>> = {
  decimal: { options: ['point', 'group', 'unit'], operator: decimal },
  sum: { options: [], operator: sum },
  difference: { options: [], operator: folded('difference', subtractDecimal) },
  product: { options: [], operator: folded('product', multiplyDecimal) },
  negate: { options: [], operator: one('negate', negateDecimal) },
  absolute: {
    options: [],
    operator: one('absolute', (text) => (compareDecimal(text, '0') < 0 ? negateDecimal(text) : text)),
  },
  round: { options: ['places'], operator: round },
};
