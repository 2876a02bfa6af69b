import type { Schema, shapes } from '@rapport/edge';

/** The fields of a record, for another one that has them too; some of them where `names` are given. */
export const fieldsOf = (schema: Schema, ...names: readonly string[]): shapes.Fields => {
  const fields = schema['properties'] as shapes.Fields;
  return names.length === 0 ? fields : Object.fromEntries(names.map((name) => [name, fields[name]!]));
};
