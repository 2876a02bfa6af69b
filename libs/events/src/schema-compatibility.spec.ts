import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { exampleOf } from './payload-schema';
import { brokenSchemas, incompatibilities, type PublishedSchema, type PublishedSchemas } from './schema-compatibility';
import { breaking, harmless, type Loose, type Mutation, type Site, sitesOf } from './schema-mutations';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const published = join(__dirname, '../../../docs/reference/schemas');
const now = Object.fromEntries(
  readdirSync(published).map((file) => [file.replace(/\.json$/, ''), read(join(published, file))]),
) as PublishedSchemas;
const { release, schemas: released } = read(join(__dirname, 'released.json')) as {
  release: string;
  schemas: PublishedSchemas;
};
const events = Object.keys(released).filter((name) => name !== 'mapping');
const copy = (schema: PublishedSchema): Loose => structuredClone(schema) as Loose;

it(`the schemas published now break nobody who lives by those of release ${release}`, () => {
  expect(brokenSchemas(released, now)).toEqual([]);
  expect(events.length).toBeGreaterThan(100);
});

it('a schema that was published stays; new ones may come', () => {
  const { 'SurveyAnswered.v1': _gone, ...rest } = released;
  expect(brokenSchemas(released, rest)).toEqual(['SurveyAnswered.v1: withdrawn']);
  expect(brokenSchemas(rest, released)).toEqual([]);
});

const applicable = (of: Readonly<Record<string, Mutation>>, schema: Loose): readonly [string, Mutation, Site][] =>
  sitesOf(schema, 'data').flatMap((site) =>
    Object.entries(of)
      .filter(([, { fits }]) => fits(site))
      .map(([name, one]): [string, Mutation, Site] => [name, one, site]),
  );
/** Makes one of the changes that fit; says which and where. */
const mutate = (of: Readonly<Record<string, Mutation>>, schema: Loose, pick: number) => {
  const choices = applicable(of, schema);
  const choice = choices[pick % choices.length];
  choice?.[1].make(choice[2]);
  return choice && { what: choice[0], path: choice[2].path };
};

const sites = events.flatMap((name) =>
  sitesOf(copy(released[name]!), 'data').map((site, index) => ({ name, site, index })),
);
/** Places tried for one kind of change, spread over all that fit. */
const PLACES_MAX = process.env['RAPPORT_FULL'] === '1' ? Infinity : 40;

/** Makes a change at many places where it fits, and says where it is found and where it passes. */
const everywhere = ({ fits, make }: Mutation) => {
  const places = { found: [] as string[], passed: [] as string[] };
  const fitting = sites.filter(({ site }) => fits(site));
  const step = Math.max(1, Math.floor(fitting.length / PLACES_MAX));
  for (const { name, index } of fitting.filter((_, at) => at % step === 0)) {
    const schema = copy(released[name]!);
    const site = sitesOf(schema, 'data')[index]!;
    make(site);
    const faults = incompatibilities(released[name]!, schema);
    places[faults.length > 0 ? 'found' : 'passed'].push(`${name} ${site.path}`);
  }
  return places;
};

it.each(Object.entries(breaking))('finds “%s” wherever it happens', (_, one) => {
  const { found, passed } = everywhere(one);
  expect(passed).toEqual([]);
  expect(found).not.toEqual([]);
});

it.each(Object.entries(harmless))('lets “%s” pass wherever it happens', (_, one) => {
  const { found, passed } = everywhere(one);
  expect(found).toEqual([]);
  expect(passed).not.toEqual([]);
});

it('names the field and what changed', () =>
  expect(
    incompatibilities(
      { properties: { a: { items: { maxLength: 3 } } } },
      { properties: { a: { items: { maxLength: 2 } } } },
    ),
  ).toEqual(['data.a[]: maxLength changed from 3 to 2']));

const many = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });

it('lets any number of harmless changes pass, and what was valid stays valid', () => {
  fc.assert(
    fc.property(fc.constantFrom(...events), many, (name, picks) => {
      const schema = copy(released[name]!);
      const made = picks.map((pick) => mutate(harmless, schema, pick));
      expect([made, incompatibilities(released[name]!, schema)]).toEqual([made, []]);
      const { $id: _id, $schema: _schema, ...bare } = schema;
      const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false });
      expect([made, ajv.validate(bare, exampleOf(released[name]!))]).toEqual([made, true]);
    }),
    { numRuns: 100 },
  );
});

it('finds a breaking change among harmless ones', () => {
  fc.assert(
    fc.property(fc.constantFrom(...events), many, fc.nat(), (name, picks, pick) => {
      const schema = copy(released[name]!);
      picks.forEach((one) => mutate(harmless, schema, one));
      // What was added a moment ago may go again: only what was released is a promise.
      const before = copy(schema);
      const made = mutate(breaking, schema, pick);
      fc.pre(made !== undefined);
      expect([made, incompatibilities(before, schema).length]).not.toEqual([made, 0]);
    }),
    { numRuns: 1_000 },
  );
});

it('holds a schema that only we read against its senders alone', () => {
  const older = { properties: { a: { type: 'string' } }, required: ['a'], anyOf: [{ type: 'object' }] };
  const looser = { properties: { a: { type: ['string', 'null'] } }, anyOf: [{ type: 'array' }, { type: 'object' }] };
  expect(incompatibilities(older, looser, { audience: 'senders' })).toEqual([]);
  expect(incompatibilities(older, looser)).toHaveLength(3);
  expect(incompatibilities(looser, older, { audience: 'senders' })).toEqual([
    'data.a: type changed from ["string","null"] to "string"',
    'data|0: no alternative takes {"type":"array"} any more',
    'data.a: newly required',
  ]);
  const stricter = { ...older, dependentRequired: { a: ['b'] } };
  expect(incompatibilities(older, stricter, { audience: 'senders' })).toHaveLength(1);
});

it('lets what stood alone become one of several alternatives, for senders', () => {
  const one = { type: 'string', minLength: 1, description: 'A column' };
  const alone = (schema: unknown) => ({ properties: { a: schema } });
  const because = (newer: unknown, audience: 'both' | 'senders' = 'senders') =>
    incompatibilities(alone(one), alone(newer), { audience }).length;
  expect(because({ anyOf: [{ type: 'number' }, one], description: 'Any value' })).toBe(0);
  expect(because({ anyOf: [{ type: 'number' }, { ...one, minLength: 0 }] })).toBe(0);
  expect(because({ anyOf: [{ type: 'number' }, one] }, 'both')).toBeGreaterThan(0);
  expect(because({ anyOf: [{ type: 'number' }, { ...one, minLength: 2 }] })).toBeGreaterThan(0);
  expect(because({ anyOf: [{ type: 'number' }, one], maxLength: 9 })).toBeGreaterThan(0);
});

it('lets nothing be forbidden that was allowed', () => {
  const some = { type: 'string' };
  const cases: [unknown, unknown][] = [
    [undefined, some],
    [true, some],
    [some, false],
    [true, false],
    [some, { type: 'null' }],
  ];
  const rule = (additionalProperties: unknown) => (additionalProperties === undefined ? {} : { additionalProperties });
  for (const [older, newer] of cases) {
    expect([older, newer, incompatibilities(rule(older), rule(newer)).length]).toEqual([older, newer, 1]);
    if (older !== some || newer === false) expect(incompatibilities(rule(newer), rule(older))).toEqual([]);
  }
});

it('holds event types against their readers too, the mapping against its senders only', () => {
  const drop = (name: string) => {
    const { required: _required, ...loose } = released[name]!;
    return brokenSchemas(released, { ...released, [name]: loose });
  };
  expect(drop('SurveySent.v1')).toEqual(['SurveySent.v1.survey: no longer required, and readers count on it']);
  expect(drop('mapping')).toEqual([]);
});

it('looks into the definitions of the mapping', () => {
  const mapping = copy(released['mapping']!);
  const { column } = mapping['$defs'] as Record<string, Loose>;
  column!['pattern'] = '^x$';
  expect(brokenSchemas(released, { ...released, mapping })).toEqual([
    expect.stringContaining('mapping.column: pattern changed'),
  ]);
});
