import { checkData } from './check-data';
import { typeDefinition, typeDefinitions } from './type-definition';

const types = typeDefinitions();

describe.each(types.map((one) => [one.type, one] as const))('%s', (type, { schema, example }) => {
  it('accepts its example', () => expect(checkData(type, example)).toEqual([]));

  it('refuses a field of another kind', () => {
    for (const field of Object.keys(schema.properties ?? {})) {
      const place = new RegExp(`^data\\.${field}(\\[0\\])? must be `);
      expect(checkData(type, { ...example, [field]: [[]] })).toContainEqual(expect.stringMatching(place));
      if (field !== 'evidence')
        expect(checkData(type, { ...example, [field]: null })).toContainEqual(expect.stringMatching(place));
    }
  });

  it('needs its required fields', () => {
    for (const field of schema.required ?? []) {
      const { [field]: _left, ...rest } = example;
      expect(checkData(type, rest)).toEqual([`data must have required property '${field}'`]);
    }
  });

  it('keeps fields that it does not know', () => expect(checkData(type, { ...example, unheardOf: [1] })).toEqual([]));
});

it('says of every type what happened', () =>
  expect(types.filter(({ meaning }) => !meaning).map(({ type }) => type)).toEqual([]));

it('describes every field, parts included, and gives an example of it', () => {
  const bare = types.flatMap(({ type, schema }) =>
    Object.entries(schema.properties ?? {}).flatMap(([field, one]) =>
      [[field, one] as const, ...Object.entries(one.items?.properties ?? one.properties ?? {})]
        .filter(([, each]) => !each.description || (!each.examples && !each.items && !each.properties))
        .map(([each]) => `${type}.${each}`),
    ),
  );
  expect(bare).toEqual([]);
});

it('knows fields that a payload inherits', () => {
  const { schema, personal } = typeDefinition('CallEnded')!;
  expect(schema.required).toEqual(expect.arrayContaining(['callId', 'outcome']));
  expect([...personal]).toEqual([['transcript', 'content']]);
});
