import 'reflect-metadata';
import { IsObject, IsArray, ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { JSONSchema, targetConstructorToSchema } from 'class-validator-jsonschema';
import { marksOf, meaningOf, type PayloadClass } from './channel';

/** JSON Schema (2020-12 as far as we use it) of one payload shape. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly 'x-unit'?: string;
  readonly 'x-personal'?: string;
  readonly 'x-searchable'?: boolean;
}

const known = new WeakMap<PayloadClass, JsonSchema>();

/** The JSON Schema of a payload class, from its class-validator decorators and marks. Unknown fields are allowed. Worked out once. */
export const payloadSchema = (payload: PayloadClass): JsonSchema => {
  const schema = known.get(payload) ?? schemaOf(payload);
  known.set(payload, schema);
  return schema;
};

const schemaOf = (payload: PayloadClass): JsonSchema => {
  const { properties = {}, required = [] } = targetConstructorToSchema(payload) as JsonSchema;
  const { personal, searchable } = marksOf(payload);
  const fields = fieldsOf(payload, properties).map((field): [string, JsonSchema] => {
    const dataClass = personal.get(field);
    const marks = {
      ...(dataClass && { 'x-personal': dataClass }),
      ...(searchable.has(field) && { 'x-searchable': true }),
    };
    return [field, { ...properties[field], ...marks }];
  });
  const description = meaningOf(payload);
  return {
    type: 'object',
    ...(description && { description }),
    properties: Object.fromEntries(fields),
    ...(required.length > 0 && {
      required: fields.map(([field]) => field).filter((field) => required.includes(field)),
    }),
  };
};

/** Inherited fields first: they are the ones that all events of a kind share. */
const fieldsOf = (payload: PayloadClass, properties: object): string[] => {
  const parent = Object.getPrototypeOf(payload) as PayloadClass | null;
  const inherited = parent?.prototype ? Object.keys(payloadSchema(parent).properties ?? {}) : [];
  return [...new Set([...inherited, ...Object.keys(properties)])];
};

/** An example of a payload: every field's own example put together. */
export const exampleOf = (schema: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, one]) => [field, exampleOfField(one)]));

const exampleOfField = (schema: JsonSchema): unknown => {
  if (schema.examples) return schema.examples[0];
  if (schema.items) return [exampleOfField(schema.items)];
  return exampleOf(schema);
};

/** Says what a field is as a whole; asked when the schema is, which for most types of events is never. */
const whole = (schema: () => JsonSchema): PropertyDecorator =>
  JSONSchema(schema as unknown as Parameters<typeof JSONSchema>[0]) as PropertyDecorator;

/** A part of a payload with fields of its own. */
export const Part =
  (part: PayloadClass, description: string): PropertyDecorator =>
  (target, field) => {
    IsObject()(target, field as string);
    whole(() => ({ ...payloadSchema(part), description }))(target, field);
  };

/** A list of parts; at most 5,000. */
export const Parts =
  (part: PayloadClass, description: string, min = 0): PropertyDecorator =>
  (target, field) => {
    for (const decorate of [IsArray(), ArrayMinSize(min), ArrayMaxSize(5_000)]) decorate(target, field as string);
    whole(() => ({ type: 'array', description, items: payloadSchema(part), minItems: min, maxItems: 5_000 }))(
      target,
      field,
    );
  };
