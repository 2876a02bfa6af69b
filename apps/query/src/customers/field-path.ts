import { invalid } from '@rapport/edge';
import { customerFields } from '@rapport/projections';

/** Where in a view a value is: `/totals/EUR/net` or `totals.EUR.net`, as names. */
export type FieldPath = readonly string[];

/** What a rule decided is no field of the fold; it names its evidence itself. */
export const DECISIONS = ['tiers', 'signals', 'segments'] as const;

const FIELDS: readonly string[] = customerFields.filter((field) => field !== 'key');
const DEPTH_MAX = 20;
const LENGTH_MAX = 500;

/** How readers see names, and how rows hold them (see reveal.ts). */
const HELD = new Map([
  ['personal', 'sealed'],
  ['value', 'cell'],
]);

/**
 * Reads a JSON pointer (RFC 6901) or names with dots between; the first one is a field of the view.
 * @throws Problem 400
 */
export const fieldPath = (text: string | undefined): FieldPath => {
  if (text === undefined || text === '' || text.length > LENGTH_MAX) {
    throw invalid('field is the place of a value in the view, such as /totals/EUR/net or totals.EUR.net');
  }
  const path = text.startsWith('/')
    ? text.slice(1).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')) // prettier-ignore
    : text.split('.');
  const [first = ''] = path;
  if (path.length > DEPTH_MAX || ![...FIELDS, ...DECISIONS].includes(first)) {
    throw invalid(`field begins with one of ${[...FIELDS, ...DECISIONS].join(', ')}`);
  }
  return path;
};

/** The value at a place; undefined when there is none. */
export const valueAt = (path: FieldPath, row: unknown): unknown =>
  path.reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const held = Object.hasOwn(value, name) ? name : (HELD.get(name) ?? name);
    return Object.hasOwn(value, held) ? (value as Record<string, unknown>)[held] : undefined;
  }, row);
