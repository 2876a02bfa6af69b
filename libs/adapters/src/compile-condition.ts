import { compareDecimal } from '@rapport/events';
import { decimalText } from './decimal-text';
import type { Place } from './place';
import type { Cell, Row } from './row';
import { compileTemplate } from './template';

export type Condition = (row: Row) => boolean;

const TESTS = ['is', 'isNot', 'empty', 'matches', 'startsWith', 'above', 'atLeast', 'below', 'atMost'];
const KNOWN = ['column', 'text', ...TESTS];
const PLAIN = { point: '.', group: '' };

const textsOf = (spec: unknown, place: Place): ReadonlySet<string> =>
  new Set(
    Array.isArray(spec) ? spec.map(String) : [/^(number|boolean)$/.test(typeof spec) ? String(spec) : place.text(spec)],
  );

/** A bound: text that is no number is neither above nor below it. */
const bounded = (spec: unknown, place: Place, holds: (order: number) => boolean): ((text: string) => boolean) => {
  const bound = decimalText(String(spec), PLAIN);
  if (bound === null) place.fault('must be a number');
  return (text) => {
    const value = decimalText(text, PLAIN);
    return value !== null && bound !== null && holds(compareDecimal(value, bound));
  };
};

const testOf = (name: string, spec: unknown, place: Place): ((text: string) => boolean) => {
  if (name === 'is' || name === 'isNot') {
    const texts = textsOf(spec, place);
    return name === 'is' ? (text) => texts.has(text) : (text) => !texts.has(text);
  }
  if (name === 'empty') return spec === false ? (text) => text !== '' : (text) => text === '';
  if (name === 'startsWith') {
    const start = place.text(spec);
    return (text) => text.startsWith(start);
  }
  if (name === 'matches') {
    const pattern = place.pattern(spec);
    return (text) => pattern !== null && pattern.test(text);
  }
  const orders: Readonly<Record<string, (order: number) => boolean>> = {
    above: (order) => order > 0,
    atLeast: (order) => order >= 0,
    below: (order) => order < 0,
    atMost: (order) => order <= 0,
  };
  return bounded(spec, place, orders[name]!);
};

const cellOf = (members: Readonly<Record<string, unknown>>, place: Place): Cell => {
  if (members['text'] !== undefined) return compileTemplate(place.in('text').text(members['text']), place.in('text'));
  return place.in('column').cell(place.in('column').text(members['column'], '?'));
};

const all = (conditions: readonly Condition[]): Condition => {
  if (conditions.length === 1) return conditions[0]!;
  return (row) => conditions.every((holds) => holds(row));
};

/**
 * Compiles a condition: `{column, is | isNot | empty | matches | startsWith | above | atLeast | below | atMost}` (`text`, a
 * template, may stand for `column`; several tests must all hold), `{all: […]}`, `{any: […]}`, `{not: …}`.
 */
export const compileCondition = (spec: unknown, place: Place): Condition => {
  const object = typeof spec === 'object' && spec !== null ? (spec as Readonly<Record<string, unknown>>) : {};
  if ('all' in object || 'any' in object) {
    const name = 'all' in object ? 'all' : 'any';
    place.members(spec, [name]);
    const parts = place.in(name).items(object[name], 1).map(([one, at]) => compileCondition(one, at)); // prettier-ignore
    return name === 'all' ? all(parts) : (row) => parts.some((holds) => holds(row));
  }
  if ('not' in object) {
    place.members(spec, ['not']);
    const inner = compileCondition(object['not'], place.in('not'));
    return (row) => !inner(row);
  }
  const members = place.members(spec, KNOWN);
  const cell = cellOf(members, place);
  const tests = TESTS.filter((name) => members[name] !== undefined).map((name) =>
    testOf(name, members[name], place.in(name)),
  );
  if (tests.length === 0) place.fault(`tests nothing; there are ${TESTS.join(', ')}`);
  return all(tests.map((test) => (row: Row) => test(cell(row))));
};
