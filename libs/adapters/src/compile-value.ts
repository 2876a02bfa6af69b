import { AMOUNTS } from './amounts';
import { CHOICES } from './choices';
import { elapsed, seconds } from './durations';
import { eachItem } from './each-item';
import { RowFault } from './fault';
import { KINDS } from './kinds';
import { minor } from './minor-units';
import { numbersFault } from './numbers-kept';
import type { Place } from './place';
import { compileTemplate } from './template';
import { part, split } from './text-parts';
import type { Compile, Operator, Value } from './value';

/** `{object: {…}}`: a part with fields of its own; absent when all of them are. */
const object: Operator = (members, place) => {
  const fields = compileFields(members['object'], place.in('object'));
  return (row) => {
    const made = fields(row);
    return Object.keys(made).length === 0 ? undefined : made;
  };
};

/** `{list: […]}`: a list without the items that are absent. */
const list: Operator = (members, place, compile) => {
  const items = place.in('list').items(members['list']).map(([spec, at]) => compile(spec, at)); // prettier-ignore
  return (row) => {
    const made = items.map((item) => item(row)).filter((one) => one !== undefined && one !== '');
    return made.length === 0 ? undefined : made;
  };
};

/** `{json: "{column}"}`: JSON that stands in a column. */
const json: Operator = (members, place, compile) => {
  const inner = compile(members['json'], place.in('json'));
  return (row) => {
    const text = inner(row);
    if (text === undefined || text === '') return undefined;
    const value = parsed(String(text));
    if (value === undefined) throw new RowFault(`${place.path} is not JSON`);
    const fault = numbersFault(value);
    if (fault !== null) throw new RowFault(`${place.path} ${fault}`);
    return value;
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** All operators by name. */
export const OPERATORS: Readonly<Record<string, { readonly options: readonly string[]; readonly operator: Operator }>> =
  {
    ...KINDS,
    ...AMOUNTS,
    ...CHOICES,
    object: { options: [], operator: object },
    list: { options: [], operator: list },
    json: { options: [], operator: json },
    each: { options: ['as', 'give'], operator: eachItem },
    part: { options: ['matches'], operator: part },
    split: { options: ['at'], operator: split },
    seconds: { options: ['parts'], operator: seconds },
    elapsed: { options: [], operator: elapsed },
    minor: { options: ['currency', 'places'], operator: minor },
  };

/**
 * Compiles a value: a text is a template; numbers and booleans are constants; an object names one operator
 * (docs/how-to/import.md lists them). Empty texts count as absent.
 */
export const compileValue: Compile = (spec, place): Value => {
  if (typeof spec === 'string') return compileTemplate(spec, place);
  if (typeof spec === 'number' || typeof spec === 'boolean') return () => spec;
  const names = Object.keys(spec ?? {}).filter((name) => Object.hasOwn(OPERATORS, name));
  // `text` and `value` are options' names too; the first that is written is the operator.
  const name = Array.isArray(spec) ? undefined : names[0];
  if (name === undefined) {
    place.fault(`is no value: a text, a number, true, false, or one of ${Object.keys(OPERATORS).join(', ')}`);
    return () => undefined;
  }
  const { options, operator } = OPERATORS[name]!;
  return operator(place.members(spec, [name, ...options]), place, compileValue);
};

/** Compiles the fields of an object; absent ones are left out. */
export const compileFields = (
  spec: unknown,
  place: Place,
): ((row: Parameters<Value>[0]) => Record<string, unknown>) => {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    place.fault('must be an object of fields');
    return () => ({});
  }
  const fields = Object.entries(spec).map(([name, one]) => [name, compileValue(one, place.in(name))] as const);
  return (row) => {
    const made: Record<string, unknown> = {};
    for (const [name, value] of fields) {
      const found = value(row);
      if (found !== undefined && found !== '') made[name] = found;
    }
    return made;
  };
};
