import { hash } from 'node:crypto';
import { canonicalJson } from './canonical';
import type { EventBody } from './envelope';
import type { TypeDefinition } from './type-definition';

/** An event's body as a release has written it into a log. */
export interface GoldenBody {
  readonly body: EventBody;
  /** `full`: every field; `least`: only the required ones; more by hand, where an upcast tells cases apart. */
  readonly variant: string;
}

/** What the data of such a body must become in a later version; there is one for each version after its own. */
export interface GoldenShape {
  readonly as: { readonly data: EventBody['data']; readonly v: number };
  readonly type: string;
  readonly v: number;
  readonly variant: string;
}
export type GoldenEntry = GoldenBody | GoldenShape;

/** Variants that every version of every type has. */
export const VARIANTS = ['full', 'least'] as const;

export const isGoldenBody = (entry: GoldenEntry): entry is GoldenBody => 'body' in entry;

/** What an entry is about: `SurveyAnswered.v1.full`, or `SurveyAnswered.v1.full.as-v2` for an expected shape. */
export const goldenName = (entry: GoldenEntry): string =>
  isGoldenBody(entry)
    ? `${entry.body.type}.v${entry.body.v}.${entry.variant}`
    : `${entry.type}.v${entry.v}.${entry.variant}.as-v${entry.as.v}`;

/** The line of the list of digests for an entry's line. */
export const digestLine = (name: string, line: string): string => `${hash('sha256', line, 'hex')}  ${name}`;

type Evolved = Pick<TypeDefinition, 'type' | 'version' | 'upcasts'>;

/** What a body's data becomes in each version after its own, by the upcasts that we have now. */
export const shapesOf = ({ body, variant }: GoldenBody, { upcasts }: Evolved): readonly GoldenShape[] => {
  let { data } = body;
  return upcasts.slice(body.v - 1).map((step, index) => {
    data = step(data);
    return { as: { data, v: body.v + index + 1 }, type: body.type, v: body.v, variant };
  });
};

/** Entries that a type must have and that are not there, by name. */
const missing = ({ type, version }: Evolved, names: ReadonlySet<string>): readonly string[] =>
  Array.from({ length: version }, (_, index) => VARIANTS.map((variant) => `${type}.v${index + 1}.${variant}`))
    .flat()
    .filter((name) => !names.has(name));

/** Shapes that are missing, or that the upcasts of today give otherwise. */
const misshapen = (entry: GoldenBody, definition: Evolved, lines: ReadonlyMap<string, string>): readonly string[] =>
  shapesOf(entry, definition).flatMap((shape) => {
    const name = goldenName(shape);
    const line = lines.get(name);
    if (line === undefined) return [`${name}: missing; run npm run evolution`];
    return line === canonicalJson(shape) ? [] : [`${name}: the upcasts now give ${canonicalJson(shape.as.data)}`];
  });

/**
 * What is wrong with the golden events: nothing may be missing, changed, withdrawn or written twice, and the upcasts give
 * for ever what they gave. `texts` are the files golden/<type>.ndjson by type, `digests` the list beside them.
 */
export const goldenFaults = (
  texts: ReadonlyMap<string, string>,
  digests: readonly string[],
  definitions: readonly Evolved[],
): readonly string[] => {
  const faults: string[] = [];
  const lines = new Map<string, string>();
  const bodies: GoldenBody[] = [];
  for (const [type, text] of texts)
    for (const line of text.split('\n').slice(0, -1)) {
      const entry = JSON.parse(line) as GoldenEntry;
      const name = goldenName(entry);
      if (canonicalJson(entry) !== line) faults.push(`${name}: not canonical JSON`);
      if (lines.has(name)) faults.push(`${name}: written twice`);
      if (!name.startsWith(`${type}.v`)) faults.push(`${name}: in the file of ${type}`);
      lines.set(name, line);
      if (isGoldenBody(entry)) bodies.push(entry);
    }
  const listed = new Set(digests);
  for (const [name, line] of lines)
    if (!listed.delete(digestLine(name, line))) faults.push(`${name}: edited, or its digest is not listed`);
  for (const line of listed) faults.push(`${line.split('  ')[1]}: its entry was edited or removed`);
  const known = new Map(definitions.map((one) => [one.type, one]));
  for (const entry of bodies) {
    const definition = known.get(entry.body.type);
    if (definition && entry.body.v <= definition.version) faults.push(...misshapen(entry, definition, lines));
    else faults.push(`${goldenName(entry)}: withdrawn, but it lies in logs`);
  }
  const names = new Set(lines.keys());
  for (const one of definitions)
    faults.push(...missing(one, names).map((name) => `${name}: missing; run npm run evolution`));
  return faults;
};
