import type { DataClass, EventContext, JsonSchema, TypeDefinition } from '@rapport/events';

type Values = Readonly<Record<string, unknown>>;

/** A value that must be sealed. */
export interface Secret {
  readonly dataClass: DataClass;
  readonly value: unknown;
}

/** A payload or context taken apart: what may be read by everybody, and by field name what must be sealed. */
export interface Split {
  readonly plain: Values;
  readonly secret: Readonly<Record<string, Secret>>;
}

/** Unknown fields are sealed together under this name. */
const UNKNOWN = '*';
const CONTEXT = 'context';
/** Context that is known not to be personal. */
const PLAIN_CONTEXT: ReadonlySet<string> = new Set(['agent', 'location', 'campaign', 'page', 'medium', 'device']);

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The name of a nested field: the steps to it, joined as in a JSON pointer without its first slash. */
const step = (path: string, name: string | number): string => {
  const plain = typeof name === 'number' || !/[~/]/.test(name);
  const escaped = plain ? name : name.replaceAll('~', '~0').replaceAll('/', '~1');
  return path ? `${path}/${escaped}` : `${escaped}`;
};

/**
 * Takes the personal fields out of a payload, each with its data class, and together under `*` as content all that the
 * schema does not name, at any depth (`lines/0/engraving`): what nobody has declared may be personal.
 */
export const splitData = ({ schema }: Pick<TypeDefinition, 'schema'>, data: Values): Split => {
  const secret: Record<string, Secret> = {};
  const unknown: Record<string, unknown> = {};

  const keepMembers = (value: Values, { properties = {} }: JsonSchema, path: string): Values => {
    const kept: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const dataClass = known?.['x-personal'] as DataClass | undefined;
      if (!known) unknown[step(path, name)] = member;
      else if (dataClass) secret[step(path, name)] = { dataClass, value: member };
      else kept[name] = typeof member === 'object' ? keep(member, known, step(path, name)) : member;
    }
    return kept;
  };
  const keep = (value: unknown, schema: JsonSchema, path: string): unknown => {
    if (Array.isArray(value) && schema.items)
      return value.map((item, index) => keep(item, schema.items!, step(path, index)));
    return isObject(value) && schema.properties ? keepMembers(value, schema, path) : value;
  };

  const plain = keepMembers(data, schema, '');
  if (Object.keys(unknown).length > 0) secret[UNKNOWN] = { dataClass: 'content', value: unknown };
  return { plain, secret };
};

/**
 * Keeps the texts of the known context; all else is sealed under `context` as behaviour. Of a page only the part before
 * the query stays readable, because addresses carry mail addresses and tokens; the whole one is sealed.
 */
export const splitContext = (context: EventContext = {}): Split => {
  const plain: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) continue;
    if (!PLAIN_CONTEXT.has(name) || typeof value !== 'string') rest[name] = value;
    else if (name !== 'page' || !/[?#]/.test(value)) plain[name] = value;
    else {
      plain[name] = value.split(/[?#]/, 1)[0];
      rest[name] = value;
    }
  }
  const sealed = Object.keys(rest).length > 0;
  return { plain, secret: sealed ? { [CONTEXT]: { dataClass: 'behaviour', value: rest } } : {} };
};
