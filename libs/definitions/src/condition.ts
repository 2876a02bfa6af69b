import { compareDecimal, isDecimal, typeDefinition, unknownType } from '@rapport/events';
import type { Condition, FieldCondition, Plain } from './definition';
import type { Field, Fields, NoField } from './fields';
import type { Item } from './item';
import type { Fault } from './shape';

/** True when a condition holds. */
export type Test = (item: Item) => boolean;

/** Collects what is wrong at places of a definition. */
export type Complain = (at: string, message: string) => void;

export const collect =
  (faults: Fault[]): Complain =>
  (at, message) =>
    void faults.push({ at, message });

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const EXPECTED: Readonly<Partial<Record<Field['kind'], string>>> = {
  number: 'a number',
  flag: 'true or false',
  money: 'a decimal text like "12.50"',
  decimal: 'a decimal text like "12.50"',
  instant: 'a moment of UTC like "2026-11-20T00:00:00.000Z"',
};

const fits = (kind: Field['kind'], value: Plain): boolean => {
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'flag') return typeof value === 'boolean';
  if (kind === 'money' || kind === 'decimal') return typeof value === 'string' && isDecimal(value);
  if (kind === 'instant') return typeof value === 'string' && INSTANT.test(value);
  return kind === 'other' || typeof value === 'string';
};

/** Negative, 0 or positive; NaN when the two cannot be compared. */
const compare = (kind: Field['kind'], value: unknown, wanted: Plain): number => {
  if (typeof value !== typeof wanted) return NaN;
  if (kind === 'money' || kind === 'decimal') {
    return isDecimal(String(value)) ? compareDecimal(String(value), String(wanted)) : NaN;
  }
  if (value === wanted) return 0;
  return (value as Plain) < wanted ? -1 : 1;
};

const DEMANDS: Readonly<Record<string, (order: number) => boolean>> = {
  is: (order) => order === 0,
  moreThan: (order) => order > 0,
  atLeast: (order) => order >= 0,
  lessThan: (order) => order < 0,
  atMost: (order) => order <= 0,
};

/** A demand on the type that no chosen event can fulfil is a slip, in a step of a funnel above all. */
const noSuchType = (type: string): string =>
  typeDefinition(type) ? `${type} is not among the chosen events` : unknownType(type);

type Demands = Omit<FieldCondition, 'field'>;
/** What is looked at: its name, where the definition names it, and the field if there is one. */
interface Named {
  readonly name: string;
  readonly member: 'field' | 'trait' | 'tier';
  readonly field: Field | NoField;
}

const fieldTest = (
  asked: Demands,
  { name: what, member, field }: Named,
  fields: Fields,
  at: string,
  complain: Complain,
): Test => {
  if (!('kind' in field)) {
    complain(`${at}/${member}`, field.message);
    return () => false;
  }
  const { kind, of } = field;
  const check = (name: string, value: Plain): void => {
    if (member === 'field' && what === 'type' && !fields.types.includes(String(value)))
      complain(`${at}/${name}`, noSuchType(String(value)));
    if (!fits(kind, value)) complain(`${at}/${name}`, `must be ${EXPECTED[kind] ?? 'a text'}: that is what ${what} holds`); // prettier-ignore
  };
  const tests: ((value: unknown) => boolean)[] = [];
  for (const [name, holds] of Object.entries(DEMANDS)) {
    const wanted = asked[name as keyof Demands] as Plain | undefined;
    if (wanted === undefined) continue;
    check(name, wanted);
    tests.push((value) => holds(compare(kind, value, wanted)));
  }
  const { in: among, exists } = asked;
  among?.forEach((value, nth) => check(`in/${nth}`, value));
  if (among) tests.push((value) => among.some((one) => compare(kind, value, one) === 0));
  if (exists !== undefined) tests.push((value) => (value !== undefined && value !== null) === exists);
  if (tests.length === 0)
    complain(at, `says nothing of the ${member}: is, in, exists, moreThan, atLeast, lessThan, atMost`);
  return (item) => {
    const value = of(item);
    return tests.every((test) => test(value));
  };
};

/** Makes the test of a condition, and complains of fields and values that cannot be. */
export const testOf = (condition: Condition, fields: Fields, at: string, complain: Complain): Test => {
  if ('all' in condition) {
    const tests = condition.all.map((one, nth) => testOf(one, fields, `${at}/all/${nth}`, complain));
    return (item) => tests.every((test) => test(item));
  }
  if ('any' in condition) {
    const tests = condition.any.map((one, nth) => testOf(one, fields, `${at}/any/${nth}`, complain));
    return (item) => tests.some((test) => test(item));
  }
  if ('not' in condition) {
    const test = testOf(condition.not, fields, `${at}/not`, complain);
    return (item) => !test(item);
  }
  if ('trait' in condition) {
    const { trait: name, ...asked } = condition;
    return fieldTest(asked, { name, member: 'trait', field: fields.trait(name) }, fields, at, complain);
  }
  if ('tier' in condition) {
    const { tier: name, ...asked } = condition;
    const field = fields.tier(name, `${at}/tier`);
    return fieldTest(asked, { name: `a tier of ${name}`, member: 'tier', field }, fields, at, complain);
  }
  const { field: name, ...asked } = condition;
  return fieldTest(asked, { name, member: 'field', field: fields.find(name) }, fields, at, complain);
};
