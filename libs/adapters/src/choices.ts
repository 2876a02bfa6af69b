import { attempt } from './attempt';
import { compileCondition } from './compile-condition';
import { RowFault } from './fault';
import { type Operator, asText } from './value';

/** `{map: {AGENT: "answered"}, of: "{outcome}", else: …}`: another word for each word; a word that is not listed is a fault. */
const map: Operator = (members, place, compile) => {
  const words = members['map'];
  const known = typeof words === 'object' && words !== null && !Array.isArray(words);
  if (!known) place.in('map').fault('must be an object of words and what they become');
  const of = compile(members['of'], place.in('of'));
  const others = members['else'] === undefined ? null : compile(members['else'], place.in('else'));
  const values = new Map(
    Object.entries(known ? words : {}).map(([word, spec]) => [word, compile(spec, place.in('map').in(word))] as const),
  );
  return (row) => {
    const word = asText(of(row));
    const value = values.get(word) ?? others;
    if (value) return value(row);
    if (word === '') return undefined;
    throw new RowFault(`${place.path}: the map does not know the word`);
  };
};

/** `{cases: [{when, then}], else}`: the first case that holds. */
const cases: Operator = (members, place, compile) => {
  const choices = place
    .in('cases')
    .items(members['cases'], 1)
    .map(([spec, at]) => {
      const { when, then } = at.members(spec, ['when', 'then']);
      return { holds: compileCondition(when, at.in('when')), value: compile(then, at.in('then')) };
    });
  const others = members['else'] === undefined ? null : compile(members['else'], place.in('else'));
  return (row) => {
    for (const { holds, value } of choices) if (holds(row)) return value(row);
    return others?.(row);
  };
};

/** `{value: …, when: …}`: a value on a condition. */
const value: Operator = (members, place, compile) => {
  const inner = compile(members['value'], place.in('value'));
  if (members['when'] === undefined) return inner;
  const holds = compileCondition(members['when'], place.in('when'));
  return (row) => (holds(row) ? inner(row) : undefined);
};

/** `{first: [a, b]}`: the first that is there. */
const first: Operator = (members, place, compile) => {
  const values = place.in('first').items(members['first'], 1).map(([spec, at]) => compile(spec, at)); // prettier-ignore
  return (row) => {
    for (const one of values) {
      const found = one(row);
      if (found !== undefined && found !== '') return found;
    }
    return undefined;
  };
};

/** Values that depend on what a row says. */
export const CHOICES: Readonly<Record<string, { readonly options: readonly string[]; readonly operator: Operator }>> = {
  map: { options: ['of', 'else'], operator: map },
  cases: { options: ['else'], operator: cases },
  value: { options: ['when'], operator: value },
  first: { options: [], operator: first },
  try: { options: ['else'], operator: attempt },
};
