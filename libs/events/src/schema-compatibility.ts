import { canonicalJson } from './canonical';

/** A JSON Schema as it lies in docs/reference/schemas, read as plain JSON. */
export type PublishedSchema = Readonly<Record<string, unknown>>;

/**
 * Who has to live with a change. `both`: senders write by the schema and others read the log by it (event types).
 * `senders`: only our own software reads what is written (mappings), so that loosening breaks nobody.
 */
export type Audience = 'both' | 'senders';

interface Place {
  readonly path: string;
  readonly audience: Audience;
}
type Compare = (older: unknown, newer: unknown, place: Place) => readonly string[];

const NOTES = ['$schema', '$id', 'title', 'description', 'examples', 'x-searchable'];
const canonical = (value: unknown): string => (value === undefined ? 'absent' : canonicalJson(value));
const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
const changed = (keyword: string, older: unknown, newer: unknown, { path }: Place): string =>
  `${path}: ${keyword} changed from ${shown(older)} to ${shown(newer)}`;
const fault = (is: boolean, text: string): readonly string[] => (is ? [text] : []);

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const membersOf = (value: unknown): PublishedSchema => (value ?? {}) as PublishedSchema;

const equal =
  (keyword: string): Compare =>
  (older, newer, place) =>
    fault(!same(older, newer), changed(keyword, older, newer, place));

/** A lower bound may fall or go, an upper bound may rise or go. */
const bound =
  (keyword: string, narrower: (newer: number, older: number) => boolean): Compare =>
  (older, newer, place) =>
    fault(
      newer !== undefined && (older === undefined || narrower(Number(newer), Number(older))),
      changed(keyword, older, newer, place),
    );
const lower = (keyword: string) => bound(keyword, (newer, older) => newer > older);
const upper = (keyword: string) => bound(keyword, (newer, older) => newer < older);

/** Absent means any; a list may gain words. */
const enumeration: Compare = (older, newer, place) => {
  const [before, after] = [older, newer].map((list) => (list as readonly unknown[] | undefined)?.map(canonical));
  const lost = after !== undefined && (before === undefined || before.some((word) => !after.includes(word)));
  const opened = place.audience === 'both' && before !== undefined && after === undefined;
  return fault(lost || opened, changed('enum', older, newer, place));
};

const kinds: Compare = (older, newer, place) => {
  const [before, after] = [older, newer].map((kind) => (kind === undefined ? undefined : [kind].flat().map(String)));
  const reach = (kind: string) => after!.includes(kind) || (kind === 'integer' && after!.includes('number'));
  const narrowed = after !== undefined && (before === undefined || !before.every(reach));
  const widened = place.audience === 'both' && !same(before?.sort(), after?.sort());
  return fault(narrowed || widened, changed('type', older, newer, place));
};

const required: Compare = (older, newer, { path, audience }) => {
  const [before, after] = [textsOf(older), textsOf(newer)];
  return [
    ...after.filter((field) => !before.includes(field)).map((field) => `${path}.${field}: newly required`),
    ...before
      .filter((field) => audience === 'both' && !after.includes(field))
      .map((field) => `${path}.${field}: no longer required, and readers count on it`),
  ];
};

const members =
  (what: string): Compare =>
  (older, newer, { path, audience }) => {
    const after = membersOf(newer);
    return Object.entries(membersOf(older)).flatMap(([name, before]) => {
      const at = { path: `${path}.${name}`, audience };
      return name in after ? compare(before, after[name], at) : [`${at.path}: ${what} removed`];
    });
  };

const items: Compare = (older, newer, { path, audience }) => {
  const at = { path: `${path}[]`, audience };
  if (older !== undefined && newer !== undefined) return compare(older, newer, at);
  return fault(newer !== undefined || (older !== undefined && audience === 'both'), changed('items', older, newer, at));
};

/** What other members may hold: absent means anything. */
const others: Compare = (older, newer, { path, audience }) => {
  const at = { path: `${path}.*`, audience };
  if (newer === undefined || newer === true || older === false) return [];
  return compare(older, newer, at);
};

/** Each older alternative has a newer one that takes its place. */
const alternatives: Compare = (older, newer, place) => {
  if (place.audience === 'both' || !Array.isArray(older) || !Array.isArray(newer))
    return equal('anyOf')(older, newer, place);
  return older.flatMap((before: unknown, index) => {
    const at = { ...place, path: `${place.path}|${index}` };
    const taken = newer.some((after: unknown) => compare(before, after, at).length === 0);
    return fault(!taken, `${at.path}: no alternative takes ${shown(before).slice(0, 120)} any more`);
  });
};

const keywords: Readonly<Record<string, Compare>> = {
  ...Object.fromEntries(NOTES.map((note): [string, Compare] => [note, () => []])),
  ...Object.fromEntries(['minimum', 'minLength', 'minItems'].map((keyword) => [keyword, lower(keyword)])),
  ...Object.fromEntries(['maximum', 'maxLength', 'maxItems'].map((keyword) => [keyword, upper(keyword)])),
  type: kinds,
  enum: enumeration,
  required,
  properties: members('field'),
  $defs: members('definition'),
  items,
  additionalProperties: others,
  anyOf: alternatives,
};

/** What stood alone may have become one of several alternatives that nothing else narrows. */
const becameAlternative = (before: PublishedSchema, after: PublishedSchema, place: Place): boolean =>
  place.audience === 'senders' &&
  before['anyOf'] === undefined &&
  Array.isArray(after['anyOf']) &&
  Object.keys(after).every((keyword) => keyword === 'anyOf' || NOTES.includes(keyword)) &&
  after['anyOf'].some((one: unknown) => compare(before, one, place).length === 0);

/** What the checker does not know to be harmless (format, pattern, unit, data class, …) must stay as it was. */
const compare: Compare = (older, newer, place) => {
  if (typeof older !== 'object' || typeof newer !== 'object') return equal('schema')(older, newer, place);
  const [before, after] = [membersOf(older), membersOf(newer)];
  if (becameAlternative(before, after, place)) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((keyword) =>
    (Object.hasOwn(keywords, keyword) ? keywords[keyword]! : equal(keyword))(before[keyword], after[keyword], place),
  );
};

/**
 * Why a schema breaks those who live by its older text; empty when it does not. Fine are: new optional fields, wider
 * limits, more words in a list, other descriptions. For readers' sake a field keeps its kind and stays required.
 */
export const incompatibilities = (
  older: PublishedSchema,
  newer: PublishedSchema,
  { name = 'data', audience = 'both' as Audience } = {},
): readonly string[] => compare(older, newer, { path: name, audience });

/** A set of schemas by name (`PurchaseMade.v1`, `mapping`). */
export type PublishedSchemas = Readonly<Record<string, PublishedSchema>>;

/** The same for all that was published: nothing of it may go either; new names are fine. */
export const brokenSchemas = (released: PublishedSchemas, now: PublishedSchemas): readonly string[] =>
  Object.entries(released).flatMap(([name, older]) => {
    const audience: Audience = name === 'mapping' ? 'senders' : 'both';
    const newer = now[name];
    return newer ? incompatibilities(older, newer, { name, audience }) : [`${name}: withdrawn`];
  });
