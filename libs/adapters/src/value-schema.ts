/** A JSON Schema, loosely. */
export type Schema = Readonly<Record<string, unknown>>;

export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
export const listOf = (items: Schema, minItems = 0): Schema => ({
  type: 'array',
  items,
  ...(minItems && { minItems }),
});
/** An object of these members and no others. */
export const exactly = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

/** A text that says something. */
export const TEXT: Schema = { type: 'string', minLength: 1 };
/** A template of one column that holds a list. */
export const LIST_COLUMN: Schema = { type: 'string', pattern: '^\\{[^{}]+\\}$' };
/** What an item of a list is called. */
export const WORD: Schema = { type: 'string', pattern: '^\\w+$' };
const SIGN: Schema = { type: 'string', minLength: 1, maxLength: 1 };
const WORDS = listOf({ type: ['string', 'number', 'boolean'] }, 1);
const value = ref('value');

interface OperatorSchema {
  readonly does: string;
  readonly of: Schema;
  readonly options?: Readonly<Record<string, Schema>>;
  /** Options that must be there. */
  readonly needs?: readonly string[];
}

const format: Schema = {
  description:
    'iso, epoch-seconds, epoch-millis, epoch-micros, epoch-nanos, excel-days, or a pattern such as dd.MM.yyyy HH:mm; of a list the first that fits',
  anyOf: [ref('timeFormat'), listOf(ref('timeFormat'), 1)],
};
const centuryFrom: Schema = {
  type: 'integer',
  description: 'First year that a two-digit year may mean; 1970 when absent',
};

const language: Schema = { ...TEXT, description: 'Of names of months and days: de, fr, pt-BR; English when absent' };

/** What may be said about a written time. */
export const TIME_MEMBERS: Readonly<Record<string, Schema>> = {
  format,
  zone: { ...TEXT, description: 'IANA zone of a time without an offset; the mapping’s when absent' },
  gap: { enum: ['later', 'refuse'], description: 'A time that a clock put forward has skipped' },
  overlap: { enum: ['earlier', 'later', 'refuse'], description: 'A time that a clock put back gives twice' },
  centuryFrom,
  language,
  after: { ...ref('time'), description: 'What lies more than half a day before it belongs to the next day' },
  plusSeconds: { anyOf: [{ ...ref('column'), minLength: 1 }, ref('value')], description: 'Seconds to add' },
};

/** The operators of values by name; a spec holds them against the compiler. */
export const OPERATOR_SCHEMAS: Readonly<Record<string, OperatorSchema>> = {
  number: { does: 'A JSON number, for what is counted or measured; never for money', of: value },
  flag: { does: 'True or false', of: value, options: { yes: WORDS, no: WORDS } },
  text: {
    does: 'A text in another shape',
    of: value,
    options: {
      as: { enum: ['lower', 'upper', 'slug'] },
      cut: { type: 'integer', minimum: 1 },
      pad: { type: 'integer', minimum: 1, maximum: 40, description: 'Zeros in front, up to so many signs' },
    },
  },
  join: { does: 'The parts that are there', of: listOf(value, 1), options: { with: { description: 'Between them; a space when absent' } } }, // prettier-ignore
  time: { does: 'A moment', of: value, options: TIME_MEMBERS },
  day: { does: 'A day without a zone', of: value, options: { format, centuryFrom, language } },
  decimal: {
    does: 'An exact decimal text, for amounts',
    of: value,
    options: {
      point: SIGN,
      group: { type: 'string', description: 'What stands between thousands' },
      unit: { description: 'What may stand beside the number: €, USD, %', anyOf: [TEXT, listOf(TEXT)] },
    },
  },
  sum: { does: 'The sum of what is there', of: listOf(value, 1) },
  difference: { does: 'The first without the others; absent when one is', of: listOf(value, 2) },
  product: { does: 'The product; absent when a part is', of: listOf(value, 2) },
  negate: { does: 'With the other sign', of: value },
  absolute: { does: 'Without its sign', of: value },
  round: { does: 'Rounded half to even', of: value, options: { places: { type: 'integer', minimum: 0, maximum: 9 } } },
  map: { does: 'A word for a word', of: ref('fields'), options: { of: value, else: value }, needs: ['of'] },
  cases: {
    does: 'The first case that holds',
    of: listOf(exactly({ when: ref('condition'), then: value }, ['when', 'then']), 1),
    options: { else: value },
  },
  value: { does: 'A value on a condition', of: value, options: { when: ref('condition') } },
  first: { does: 'The first that is there', of: listOf(value, 1) },
  try: { does: 'A value, or the other one (none) where it cannot be read', of: value, options: { else: value } },
  object: { does: 'A part with fields of its own', of: ref('fields') },
  list: { does: 'A list of the items that are there', of: listOf(value) },
  json: { does: 'JSON that stands in a column', of: value },
  each: {
    does: 'A list of what each item of a list gives',
    of: LIST_COLUMN,
    options: { as: { ...WORD, description: 'What an item is called; item when absent' }, give: value },
    needs: ['give'],
  },
  part: {
    does: 'What the first group of a pattern, or all of it, finds in a text',
    of: value,
    options: { matches: { ...TEXT, format: 'regex' } },
    needs: ['matches'],
  },
  split: {
    does: 'The parts of a text',
    of: value,
    options: { at: { ...TEXT, description: 'Between them; a comma when absent' } },
  },
  seconds: {
    does: 'Whole seconds of 0:03:12, 3:12, 192 or PT3M12S',
    of: value,
    options: { parts: { enum: ['h:m', 'm:s'], description: 'What two parts are' } },
  },
  elapsed: { does: 'Whole seconds between two times', of: { ...listOf(ref('time'), 2), maxItems: 2 } },
  minor: {
    does: 'An amount that is written in cents, fils, whole yen',
    of: value,
    options: {
      currency: value,
      places: {
        type: 'object',
        additionalProperties: { type: 'integer', minimum: 0, maximum: 4 },
        description: 'Where the source has other places than ISO 4217',
      },
    },
    needs: ['currency'],
  },
};

/** The value: a template, a constant, or one operator. */
export const valueSchema = (): Schema => ({
  anyOf: [
    ref('column'),
    { type: 'number' },
    { type: 'boolean' },
    ...Object.entries(OPERATOR_SCHEMAS).map(([name, { does, of, options = {}, needs = [] }]) => ({
      description: does,
      ...exactly({ [name]: of, ...options }, [name, ...needs]),
    })),
  ],
});
