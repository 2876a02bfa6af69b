import { TIME_OPTIONS } from './compile-time';
import { OPERATORS } from './compile-value';
import { mappingSchema } from './mapping-schema';
import { OPERATOR_SCHEMAS, TIME_MEMBERS } from './value-schema';

describe('the schema of mappings', () => {
  it('has the operators and options that the compiler knows', () => {
    const known = Object.entries(OPERATORS).map(([name, { options }]) => [name, [...options].sort()]);
    const told = Object.entries(OPERATOR_SCHEMAS).map(([name, { options = {} }]) => [
      name,
      Object.keys(options).sort(),
    ]);
    expect(told.sort()).toEqual(known.sort());
    expect(Object.keys(TIME_MEMBERS).sort()).toEqual([...TIME_OPTIONS].sort());
  });

  it('refers to nothing that it does not define', () => {
    const schema = mappingSchema();
    const names = new Set([...JSON.stringify(schema).matchAll(/#\/\$defs\/(\w+)/g)].map(([, name]) => name));
    expect([...names].sort()).toEqual(Object.keys(schema['$defs'] as object).sort());
  });
});
