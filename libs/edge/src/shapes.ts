import type { Schema } from './documented';

/*
 * The words in which endpoints say what their answers look like. Fields that are always there are told apart from those that may be
 * absent, and what may be null says so: who makes a client of the document gets types that hold.
 */

/** Fields by name. */
export type Fields = Readonly<Record<string, Schema>>;

const about = (description?: string): Schema => (description === undefined ? {} : { description });

/** Any text. */
export const text = (description?: string): Schema => ({ type: 'string', ...about(description) });
/** A text that is one of `words`. */
export const word = (words: readonly string[], description?: string): Schema => ({
  ...text(description),
  enum: [...words],
});
/** An instant, RFC 3339. */
export const moment = (description?: string): Schema => ({ ...text(description), format: 'date-time' });
/** A day without a zone, `yyyy-MM-dd`. */
export const dayText = (description?: string): Schema => ({ ...text(description), format: 'date' });
/** A UUID. */
export const id = (description?: string): Schema => ({ ...text(description), format: 'uuid' });
/** An exact decimal number as text, as amounts are written. */
export const amount = (description?: string): Schema => ({ ...text(description), pattern: '^-?\\d+(\\.\\d+)?$' });
export const whole = (description?: string): Schema => ({ type: 'integer', ...about(description) });
export const figure = (description?: string): Schema => ({ type: 'number', ...about(description) });
export const flag = (description?: string): Schema => ({ type: 'boolean', ...about(description) });
/** Any JSON value: what somebody else has sent or defined. */
export const anything = (description?: string): Schema => about(description);

/** `schema`, or null. */
export const maybe = (schema: Schema): Schema => {
  const { type, enum: words } = schema;
  if (typeof type !== 'string') return { oneOf: [schema, { type: 'null' }] };
  // A shape with a name stays one: clients know it by that.
  if (schema['title'] !== undefined) return { oneOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'], ...(Array.isArray(words) && { enum: [...(words as unknown[]), null] }) };
};

export const listOf = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...about(description),
});
/** An object whose names are data, such as currencies. */
export const mapOf = (values: Schema, description?: string): Schema => ({
  type: 'object',
  additionalProperties: values,
  ...about(description),
});

/** An object: `fields` are always there, `optional` ones may be absent. */
export const record = (fields: Fields, optional: Fields = {}, description?: string): Schema => ({
  type: 'object',
  required: Object.keys(fields),
  properties: { ...fields, ...optional },
  ...about(description),
});

/** A shape with a name of its own: it stands once in the document, under that name, wherever it is used. */
export const named = (title: string, schema: Schema): Schema => ({ title, ...schema });

/** One of several shapes. */
export const either = (...schemas: readonly Schema[]): Schema => ({ anyOf: schemas });

/** A page of a list: its items under `name`, and where the next one starts. */
export const pageOf = (name: string, items: Schema, beside: Fields = {}, optional: Fields = {}): Schema => {
  const next = maybe(text('`cursor` of the next page; null on the last one'));
  return record({ ...beside, [name]: listOf(items), next }, optional);
};
