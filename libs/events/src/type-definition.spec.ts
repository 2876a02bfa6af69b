import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { channel } from './channel';
import { channels } from './registry';
import { checkData } from './check-data';
import { readChannels, typeDefinition, typeDefinitions } from './type-definition';

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

it('seals only whole fields of the payload itself', () => {
  const inner = types.flatMap(({ schema }) =>
    Object.values(schema.properties ?? {}).flatMap((one) =>
      Object.values(one.items?.properties ?? one.properties ?? {}),
    ),
  );
  expect(inner.filter((one) => one['x-personal'] ?? one['x-searchable'])).toEqual([]);
});

it('keeps the names and classes of personal fields over all versions', () => {
  for (const { type, schemas, personal } of types)
    for (const [i, older] of schemas.entries())
      for (const [field, { 'x-personal': dataClass }] of Object.entries(older.properties ?? {}))
        if (dataClass) expect([type, i, field, personal.get(field)]).toEqual([type, i, field, dataClass]);
});

it('searches in personal texts only', () => {
  const plain = types.flatMap(({ personal, searchable }) => [...searchable].filter((field) => !personal.has(field)));
  expect(plain).toEqual([]);
});

it('lets no fold count on a personal field: all are declared with a question mark', () => {
  const files = ['channels', 'payloads'].flatMap((folder) =>
    readdirSync(join(__dirname, folder)).map((file) => readFileSync(join(__dirname, folder, file), 'utf8')),
  );
  const fields = [...files.join('\n').matchAll(/@Personal\('\w+'\)[\s\S]*?\)\s+(\w+)([?!]): /g)];
  expect(fields.length).toBeGreaterThan(40);
  expect(fields.filter(([, , mark]) => mark !== '?').map(([, field]) => field)).toEqual([]);
});

it('a type may come on several channels, but has one payload', () => {
  class PurchaseMade {}
  class Another {}
  const web = channel('web', { PurchaseMade });
  expect(readChannels([web, channel('store', { PurchaseMade })]).get('PurchaseMade')!.channels).toEqual([
    'web',
    'store',
  ]);
  expect(() => readChannels([web, channel('store', { PurchaseMade: Another })])).toThrow('two payload classes');
});

it('lists every channel file', () => {
  const files = readdirSync(join(__dirname, 'channels')).map((file) => file.replace(/\.ts$/, ''));
  expect(files.sort()).toEqual(Object.keys(channels).sort());
});

it('holds a judgement against its scale', () => {
  const answer = { survey: 's', question: 'q', score: 5, scaleMin: 1, scaleMax: 5 };
  expect(checkData('SurveyAnswered', answer)).toEqual([]);
  expect(checkData('SurveyAnswered', { ...answer, score: 6 })).toEqual([
    'data.score must lie between data.scaleMin and data.scaleMax',
  ]);
  expect(checkData('SurveyAnswered', { ...answer, scaleMin: 5 })).toEqual([
    'data.scaleMin must be less than data.scaleMax',
  ]);
});
