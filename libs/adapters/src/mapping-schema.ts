import { LIST_COLUMN, TEXT, TIME_MEMBERS, WORD, type Schema, exactly, listOf, ref, valueSchema } from './value-schema';

const NUMBER: Schema = {
  anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*$' }],
};
const WORD_OR_NUMBER: Schema = { type: ['string', 'number', 'boolean'], minLength: 1 };
const TEXTS: Schema = { anyOf: [WORD_OR_NUMBER, listOf({ type: ['string', 'number', 'boolean'] })] };

const TESTS: Readonly<Record<string, Schema>> = {
  is: TEXTS,
  isNot: TEXTS,
  empty: { type: 'boolean' },
  matches: { ...TEXT, format: 'regex' },
  startsWith: TEXT,
  above: NUMBER,
  atLeast: NUMBER,
  below: NUMBER,
  atMost: NUMBER,
};

const test: Schema = {
  ...exactly({ column: TEXT, text: { ...ref('column'), minLength: 1 }, ...TESTS }),
  allOf: [
    { anyOf: [{ required: ['column'] }, { required: ['text'] }] },
    { anyOf: Object.keys(TESTS).map((name) => ({ required: [name] })) },
  ],
};

const IDENTIFIER = exactly(
  {
    type: TEXT,
    value: ref('value'),
    issuer: ref('value'),
    country: { ...ref('value'), description: 'Of phone numbers without a country code: DE' },
    try: { type: 'boolean', description: 'Leave it out where it is none' },
    when: ref('condition'),
  },
  ['type', 'value'],
);

const GROUP: Schema = {
  description: 'Lines that become one event, such as those of an invoice',
  ...exactly(
    {
      by: listOf(ref('value'), 1),
      lines: ref('fields'),
      into: { ...TEXT, description: 'Field that takes the lines; `lines` when absent' },
      sums: ref('fields'),
      within: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'Lines after which a group is complete' },
    },
    ['by'],
  ),
};

const EVENT: Schema = {
  ...exactly(
    {
      each: {
        description: 'One event for each item of this list; `as` is what an item is called, item when absent',
        anyOf: [LIST_COLUMN, exactly({ of: LIST_COLUMN, as: WORD }, ['of'])],
      },
      when: ref('condition'),
      type: { ...ref('value'), description: 'Type of event, see docs/reference/events.md' },
      channel: ref('value'),
      source: ref('value'),
      id: { ...ref('value'), description: 'The sender’s id; without it the line’s own text names the event' },
      occurredAt: ref('time'),
      identifiers: listOf(IDENTIFIER),
      data: ref('fields'),
      context: ref('fields'),
      correlationId: ref('value'),
      group: GROUP,
    },
    ['type', 'occurredAt'],
  ),
  dependentRequired: { group: ['id'] },
};

const FORMAT: Schema = {
  description: 'How the file is written; told by its name when absent',
  anyOf: [
    ref('fileKind'),
    exactly({
      kind: ref('fileKind'),
      delimiter: TEXT,
      quote: { anyOf: [{ type: 'string', minLength: 1, maxLength: 1 }, { type: 'null' }] },
      columns: listOf({ type: 'string' }, 1),
      header: {
        type: 'integer',
        minimum: 1,
        description: 'Line in which the header stands; what is above is passed over',
      },
      encoding: { type: 'string', description: 'WHATWG label, such as windows-1252' },
    }),
  ],
};

/** What every event has, unless the mapping says it for all. */
const saidSomewhere = (name: string): Schema => ({
  anyOf: [{ required: [name] }, { properties: { events: { items: { required: [name] } } } }],
});

/** The JSON Schema of mapping files, for editors. What only the columns of a file can tell, the import says. */
export const mappingSchema = (): Schema => ({
  title: 'A mapping of rapport import',
  description: 'What a line of a foreign file means (docs/how-to/import.md)',
  ...exactly(
    {
      $schema: { type: 'string' },
      about: { description: 'For people' },
      format: FORMAT,
      source: ref('value'),
      channel: ref('value'),
      zone: { type: 'string', description: 'IANA zone of times that say no offset' },
      empty: { ...listOf(TEXT, 1), description: 'Words that stand for nothing: NULL, NA, \\N' },
      skip: listOf(exactly({ when: ref('condition'), reason: TEXT }, ['when', 'reason'])),
      events: listOf(EVENT, 1),
    },
    ['events'],
  ),
  allOf: [saidSomewhere('source'), saidSomewhere('channel')],
  $defs: {
    column: {
      type: 'string',
      pattern: '^(?:[^{}]|\\{\\{|\\}\\}|\\{[^{}]+\\})*$',
      description: 'A template: {column}, {@id}, {@line}; braces themselves are written twice',
    },
    value: valueSchema(),
    fields: { type: 'object', additionalProperties: ref('value') },
    time: { anyOf: [ref('column'), exactly({ of: ref('value'), ...TIME_MEMBERS }, ['of'])] },
    timeFormat: { type: 'string', pattern: '^(iso|epoch-(seconds|millis)|.*[yMdHhms].*)$' },
    condition: {
      anyOf: [
        exactly({ all: listOf(ref('condition'), 1) }, ['all']),
        exactly({ any: listOf(ref('condition'), 1) }, ['any']),
        exactly({ not: ref('condition') }, ['not']),
        test,
      ],
    },
    fileKind: { enum: ['csv', 'tsv', 'ndjson'] },
  },
});
