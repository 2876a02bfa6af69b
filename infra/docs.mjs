// Writes docs/reference/events.md, asyncapi.json, schemas/ and the schema of definitions from libs/events, libs/adapters, libs/definitions and apps/relay; with --check only says whether
// they are as they should be (exit code 1 when not). Needs no build.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { register } from 'node:module';
import { format, resolveConfig } from 'prettier';

register('./typescript-hooks.mjs', import.meta.url);
const { mappingSchema } = await import('../libs/adapters/src/index.ts');
const { languageSchema, policySchema } = await import('../libs/definitions/src/index.ts');
const { CLAIM_CHECK, LOGGED_EVENT, RECORD_HEADERS } = await import('../apps/relay/src/asyncapi/attributes.ts');
const { CUSTOMER_STATE, STATE_HEADERS } = await import('../apps/relay/src/asyncapi/states.ts');
const { asyncApi } = await import('../apps/relay/src/asyncapi/document.ts');
const { channels, cloudEventTypeOf, typeDefinitions } = await import('../libs/events/src/index.ts');

const root = new URL('..', import.meta.url);
const reference = new URL('docs/reference/', root);
const schemas = new URL('schemas/', reference);
const definitions = typeDefinitions();
const style = { ...(await resolveConfig(new URL('package.json', root))), embeddedLanguageFormatting: 'off' };

const schemaFile = (type, version) => `${type}.v${version}.json`;
const schemaText = ({ type, meaning }, schema, version) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:rapport:event:${type}:v${version}`,
  title: `${type}, version ${version}`,
  ...(meaning && { description: meaning }),
  ...schema,
});

const kindOf = (schema) => {
  if (schema.enum) return schema.enum.map((word) => `\`${word}\``).join(' ');
  if (schema.format === 'date-time') return 'moment';
  if (schema.format === 'date') return 'day';
  if (schema.type === 'array') return `list of ${schema.items.properties ? 'parts' : kindOf(schema.items)}`;
  const fits = (text) => schema.pattern && new RegExp(schema.pattern, 'u').test(text);
  if (fits('12.50') && !fits('x')) return 'decimal text';
  return [schema.type].flat().join(' or ');
};
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('<', '&lt;');
const sample = (schema) => (schema.examples ? `\`${JSON.stringify(schema.examples[0]).replaceAll('|', '\\|')}\`` : '');
const marks = (schema) => (schema['x-personal'] ?? '') + (schema['x-searchable'] ? ', searchable' : '');
const rowsOf = (schema, prefix = '') =>
  Object.entries(schema.properties ?? {}).flatMap(([field, one]) => {
    const name = `\`${prefix}${field}\`${schema.required?.includes(field) ? ' *' : ''}`;
    const unit = cell(one['x-unit'] ?? '');
    const parts = one.items?.properties ? [one.items, `${prefix}${field}[].`] : [one, `${prefix}${field}.`];
    const row = `| ${[name, kindOf(one), unit, marks(one), cell(one.description ?? ''), sample(one)].join(' | ')} |`;
    return [row, ...(parts[0].properties ? rowsOf(...parts) : [])];
  });

const versionsOf = ({ type, schemas: all }) =>
  all.map((_, i) => `[version ${i + 1}](schemas/${schemaFile(type, i + 1)})`).join(', ');
const typeText = (definition) => {
  const { type, meaning, channels: on, schema, version } = definition;
  const rows = rowsOf(schema);
  const head = '| field | kind | unit | personal | what | example |\n| --- | --- | --- | --- | --- | --- |';
  return [
    `### ${type}`,
    `${meaning}.`,
    `Channels: ${on.map((name) => `\`${name}\``).join(', ')}. Version ${version}; schemas: ${versionsOf(definition)}. ` +
      `CloudEvents: \`${cloudEventTypeOf(type)}\`.`,
    rows.length > 0 ? [head, ...rows].join('\n') : 'No fields of its own.',
  ].join('\n\n');
};

const link = ({ type }) => `[${type}](#${type.toLowerCase()})`;
const shared = definitions.filter((one) => one.channels.length > 1);
const ofChannel = (name) => definitions.filter((one) => one.channels.length === 1 && one.channels[0] === name);
const names = Object.values(channels).map(({ name }) => name);
const overview = names.map((name) => {
  const also = shared.filter((one) => one.channels.includes(name));
  return `| \`${name}\` | ${ofChannel(name).map(link).join(', ')} | ${also.map(link).join(', ')} |`;
});

const { example: purchase } = definitions.find(({ type }) => type === 'PurchaseMade');
const interaction = {
  id: '0198c7-17',
  source: 'pos/berlin-3',
  channel: 'store',
  type: 'PurchaseMade',
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' }],
  data: { orderId: purchase.orderId, currency: purchase.currency, amount: purchase.amount },
  context: { agent: 'a-17', location: 'berlin-3' },
};

const text = [
  '# Event types',
  'Made by `npm run docs` from `libs/events`; do not edit.',
  `${definitions.length} types on ${names.length} channels. Every event comes in an envelope:`,
  `\`\`\`json\n${JSON.stringify(interaction, null, 2)}\n\`\`\``,
  'A star marks required fields. Money is a decimal text in the payload’s `currency` and may have more places than the ' +
    'minor unit; moments are RFC 3339 with an offset and are kept in UTC; durations are whole seconds. A field with a word ' +
    'under “personal” is sealed before it is stored, under the key of that data class; unknown fields are kept, sealed as ' +
    '`content`. `record`, `identity`, `clock`, `rule`, `policy` and `task` hold what we say ourselves and take nothing from outside. Senders of an older shape ' +
    'say so by `v` beside `type`; it is checked as it was and brought to the newest shape.',
  '## Channels',
  ['| channel | its own types | also |', '| --- | --- | --- |', ...overview].join('\n'),
  '## Types of several channels',
  ...shared.map(typeText),
  ...names.flatMap((name) => (ofChannel(name).length > 0 ? [`## ${name}`, ...ofChannel(name).map(typeText)] : [])),
].join('\n\n');

const wanted = new Map([['events.md', await format(text, { ...style, parser: 'markdown' })]]);
for (const definition of definitions)
  for (const [i, schema] of definition.schemas.entries()) {
    const json = JSON.stringify(schemaText(definition, schema, i + 1), null, 2);
    wanted.set(`schemas/${schemaFile(definition.type, i + 1)}`, await format(json, { ...style, parser: 'json' }));
  }

const mapping = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:rapport:mapping:v1',
  ...mappingSchema(),
};
wanted.set('asyncapi.json', await format(JSON.stringify(asyncApi()), { ...style, parser: 'json' }));
// Published beside the event types, so that a release holds them against the one before it as well.
for (const [name, schema] of [
  ['logged-event', LOGGED_EVENT],
  ['record-headers', RECORD_HEADERS],
  ['claim-check', CLAIM_CHECK],
  ['state-headers', STATE_HEADERS],
  ['customer-state', CUSTOMER_STATE],
]) {
  const text = { $schema: mapping.$schema, $id: `urn:rapport:${name}:v1`, ...schema };
  wanted.set(`schemas/${name}.json`, await format(JSON.stringify(text), { ...style, parser: 'json' }));
}
wanted.set(
  'projection-definition.schema.json',
  await format(JSON.stringify(languageSchema), { ...style, parser: 'json' }),
);
wanted.set('policy.schema.json', await format(JSON.stringify(policySchema), { ...style, parser: 'json' }));
wanted.set('schemas/mapping.json', await format(JSON.stringify(mapping), { ...style, parser: 'json' }));

const read = (name) => {
  const file = new URL(name, reference);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const stale = [...wanted].filter(([name, content]) => read(name) !== content).map(([name]) => name);
const present = existsSync(schemas) ? readdirSync(schemas).map((name) => `schemas/${name}`) : [];
const left = present.filter((name) => !wanted.has(name));

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...left]) process.stderr.write(`docs/reference/${name} is stale: run npm run docs\n`);
  process.exitCode = stale.length + left.length > 0 ? 1 : 0;
} else {
  mkdirSync(schemas, { recursive: true });
  for (const name of stale) writeFileSync(new URL(name, reference), wanted.get(name));
  for (const name of left) rmSync(new URL(name, reference));
  process.stdout.write(
    `${wanted.size} files of docs/reference are up to date (${stale.length + left.length} changed)\n`,
  );
}
