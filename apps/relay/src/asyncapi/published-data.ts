import type { JsonSchema, TypeDefinition } from '@rapport/events';

/**
 * The data of an event as it leaves us: what is personal is sealed and elsewhere, or nowhere. The rest of the schema is the one in
 * docs/reference/schemas, whose compatibility is checked; a field that becomes personal fails there.
 */
export const publishedData = ({ type, version, schema, meaning }: TypeDefinition): JsonSchema & { title: string } => {
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => !field['x-personal']);
  const names = new Set(fields.map(([name]) => name));
  const required = (schema.required ?? []).filter((name) => names.has(name));
  const { required: _all, properties: _fields, ...rest } = schema;
  return {
    title: `${type}, version ${version}`,
    ...rest,
    description: meaning,
    properties: Object.fromEntries(fields),
    ...(required.length > 0 && { required }),
  };
};
