import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bindMapping, columnsOfObjects, formatOf } from '@rapport/adapters';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const root = join(__dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'docs/reference/schemas/mapping.json'), 'utf8')) as object;
const ajv = addFormats(new Ajv2020({ strict: false }));
const fits = ajv.compile(schema);

const folders = ['test/published/mappings', 'docs/examples/mappings'].map((folder) => join(root, folder));
const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const guide = readFileSync(join(root, 'docs/how-to/import.md'), 'utf8');
const [, inGuide] = /## A mapping\n+```json\n([\s\S]*?)```/.exec(guide)!;
const mappings: [name: string, mapping: any][] = [
  ['of the guide', JSON.parse(inGuide!)],
  ...files
    .filter((path) => path.endsWith('.json'))
    .map((path): [string, unknown] => [basename(path), JSON.parse(readFileSync(path, 'utf8'))]),
];

/** Whether the importer takes it, whatever the columns of the file. */
const works = (mapping: unknown): boolean => {
  const nothing = (): void => undefined;
  const sink = { skipped: nothing, faulty: nothing, taken: nothing, event: nothing };
  try {
    formatOf(mapping, 'x.csv');
    bindMapping(mapping, columnsOfObjects(), 'x.csv', sink);
    return true;
  } catch {
    return false;
  }
};

/** All places of a mapping, as the steps that lead there. */
const places = (at: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof at === 'object' && at !== null
    ? [path, ...Object.entries(at).flatMap(([step, inner]) => places(inner, [...path, step]))]
    : [path];

type Change = (parent: any, step: string) => void;
const changed = (mapping: unknown, path: readonly string[], change: Change): unknown => {
  const copy = structuredClone({ root: mapping });
  const steps = ['root', ...path];
  const last = steps.pop()!;
  change(
    steps.reduce((inner: any, step) => inner[step], copy),
    last,
  );
  return copy.root;
};

const leftOut: Change = (parent, step) =>
  void (Array.isArray(parent) ? parent.splice(Number(step), 1) : delete parent[step]);
const CHANGES: readonly [what: string, change: Change][] = [
  ['an unknown member', (parent, step) => (parent[step] = { ...Object(parent[step]), surprise: [[]] })],
  ['null', (parent, step) => (parent[step] = null)],
  ['an empty list', (parent, step) => (parent[step] = [])],
  ['an empty object', (parent, step) => (parent[step] = {})],
  ['half a brace', (parent, step) => (parent[step] = '{')],
];

describe.each(mappings)('the mapping %s', (_name, mapping) => {
  it('fits the published schema', () => {
    expect([works(mapping), fits({ $schema: 'mapping.json', ...mapping }), fits.errors]).toEqual([true, true, null]);
  });

  it('fits exactly when it works, whatever is left out', () => {
    const wrong = places(mapping).filter((path) => works(changed(mapping, path, leftOut)) !== fits(changed(mapping, path, leftOut))); // prettier-ignore
    expect(wrong.map((path) => path.join('.'))).toEqual([]);
  });

  // The importer takes some things that the schema advises against; what fits must work. Names of zones and of
  // encodings and the strict regular expressions are more than a schema can say.
  it.each(CHANGES)('works if it fits, changed at any place: %s', (_what, change) => {
    const wrong = places(mapping).filter((path) => {
      const other = changed(mapping, path, change);
      return !['zone', 'encoding', 'matches'].includes(path.at(-1)!) && fits(other) && !works(other);
    });
    expect(wrong.map((path) => path.join('.'))).toEqual([]);
  });
});
