/**
 * Takes every schema with a `title` out of `value` and leaves a reference to it, so that a shape stands once in an OpenAPI document
 * and what is made from the document can call it by its name.
 *
 * @throws Error when two different shapes have one name
 */
export const nameSchemas = <T>(value: T, schemas: Record<string, object>): T => {
  const texts = new Map<string, string>();
  const visit = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    const whole = Object.fromEntries(Object.entries(part).map(([name, member]) => [name, visit(member)]));
    const { title, ...schema } = whole;
    if (typeof title !== 'string' || !isSchema(schema)) return whole;
    const written = JSON.stringify(schema);
    if ((texts.get(title) ?? written) !== written || (!texts.has(title) && title in schemas)) {
      throw new Error(`two shapes are called ${title}`);
    }
    texts.set(title, written);
    schemas[title] = schema;
    return { $ref: `#/components/schemas/${title}` };
  };
  return visit(value) as T;
};

/** Examples and descriptions may have a member of that name too. */
const isSchema = (part: object): boolean => ['type', 'oneOf', 'anyOf'].some((name) => name in part);
