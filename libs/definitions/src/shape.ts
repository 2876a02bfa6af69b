/** What is wrong at one place of a document. */
export interface Fault {
  /** JSON Pointer: `/measures/revenue/sum`; '' = the document as a whole. */
  readonly at: string;
  /** What is allowed there. */
  readonly message: string;
}

/** JSON Schema, as far as the language is written in it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A place of a document: its schema for editors, and a check whose messages say what is allowed. One definition, two uses. */
export interface Shape {
  readonly schema: Schema;
  check(value: unknown, at: string): readonly Fault[];
}

const fault = (at: string, message: string): readonly Fault[] => [{ at, message }];
const step = (at: string, name: string | number): string =>
  `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** True for a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text of this form, which `what` says in words. */
export const text = (description: string, what: string, pattern: RegExp, maxLength = 200): Shape => ({
  schema: { type: 'string', description, pattern: pattern.source, maxLength },
  check: (value, at) =>
    typeof value === 'string' && value.length <= maxLength && pattern.test(value) ? [] : fault(at, `must be ${what}`),
});

export const oneOf = (description: string, words: readonly string[]): Shape => ({
  schema: { enum: [...words], description },
  check: (value, at) => (words.includes(value as string) ? [] : fault(at, `must be one of ${words.join(', ')}`)),
});

export const number = (description: string, min: number, max: number, whole = true): Shape => ({
  schema: { type: whole ? 'integer' : 'number', description, minimum: min, maximum: max },
  check: (value, at) => {
    const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
    return fits ? [] : fault(at, `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
  },
});

export const flag = (description: string): Shape => ({
  schema: { type: 'boolean', description },
  check: (value, at) => (typeof value === 'boolean' ? [] : fault(at, 'must be true or false')),
});

/** A text, a number, true or false. */
export const plain = (description: string): Shape => ({
  schema: { type: ['string', 'number', 'boolean'], description },
  check: (value, at) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [] : fault(at, 'must be a text, a number, true or false'),
});

export const list = (description: string, of: Shape, min: number, max: number): Shape => ({
  schema: { type: 'array', description, items: of.schema, minItems: min, maxItems: max },
  check: (value, at) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      return fault(at, `must be a list of ${min} to ${max}`);
    }
    return value.flatMap((item, nth) => of.check(item, step(at, nth)));
  },
});

/** An object whose members have names of the author's choice. */
export const named = (description: string, what: string, names: RegExp, of: Shape, max: number): Shape => ({
  schema: {
    ...{ type: 'object', description, minProperties: 1, maxProperties: max },
    ...{ propertyNames: { pattern: names.source }, additionalProperties: of.schema },
  },
  check: (value, at) => {
    if (!isObject(value)) return fault(at, `must be an object: ${what}`);
    const entries = Object.entries(value);
    if (entries.length === 0 || entries.length > max) return fault(at, `must have 1 to ${max} members: ${what}`);
    return entries.flatMap(([name, member]) =>
      names.test(name) ? of.check(member, step(at, name)) : fault(step(at, name), `must be named otherwise: ${what}`),
    );
  },
});

/** An object with these members and no others; all are optional but the required ones. */
export const object = (
  description: string,
  members: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): Shape => ({
  schema: {
    ...{ type: 'object', description, additionalProperties: false, required: [...required] },
    properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
  },
  check: (value, at) => {
    const names = Object.keys(members);
    if (!isObject(value)) return fault(at, `must be an object with ${names.join(', ')}`);
    const missing = required.filter((name) => value[name] === undefined);
    return [
      ...missing.map((name) => ({ at: step(at, name), message: 'is missing' })),
      ...Object.entries(value).flatMap(
        ([name, member]) =>
          // Own ones only: every object seems to have a member called `constructor`.
          (Object.hasOwn(members, name) ? members[name] : undefined)?.check(member, step(at, name)) ??
          fault(step(at, name), `is not known here; allowed are ${names.join(', ')}`),
      ),
    ];
  },
});

/** An object that is told apart by which one of some members it has; with `short`, a word may stand for it. */
export const byMember = (description: string, variants: Readonly<Record<string, Shape>>, short?: Shape): Shape => ({
  schema: {
    description,
    oneOf: [...(short ? [short.schema] : []), ...Object.values(variants).map((one) => one.schema)],
  },
  check: (value, at) => {
    if (short && typeof value === 'string' && short.check(value, at).length === 0) return [];
    const names = Object.keys(variants);
    const also =
      short && typeof value === 'string' ? `${short.check(value, at)[0]!.message.replace('must be ', '')}, or ` : '';
    const found = isObject(value) ? names.filter((name) => value[name] !== undefined) : [];
    if (found.length === 1) return variants[found[0]!]!.check(value, at);
    return fault(at, `must be ${also}an object with exactly one of ${names.join(', ')}`);
  },
});

/** A shape that stands in the schema's `$defs` under a name, so that it can contain itself. */
export const defined = (name: string, shape: () => Shape): Shape => ({
  schema: { $ref: `#/$defs/${name}` },
  check: (value, at) => shape().check(value, at),
});
