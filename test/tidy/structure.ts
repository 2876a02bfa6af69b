import { transpile } from 'typescript';
import { importsOf, resolver } from './imports';
import { type Fault, plant, rule } from './rule';
import { type Tree, sources } from './tree';

/** Files that a registry must name: every file below `folder` of this form is imported by `registry`. */
const unlisted = (tree: Tree, members: RegExp, registries: readonly string[]): Fault[] => {
  const resolve = resolver(tree);
  const listed = tree.files
    .filter(({ path }) => registries.includes(path))
    .flatMap((file) => importsOf(file).map((specifier) => resolve(file.path, specifier)));
  return sources(tree)
    .filter(({ path }) => members.test(path) && !listed.includes(path))
    .map(({ path }) => ({ path, message: `not in its registry ${registries.join(' or ')}` }));
};

const FOUR = ['fold.ts', 'fold.spec.ts', 'table.ts', 'query.ts'];
const projectionFolders = (tree: Tree): string[] => [
  ...new Set(sources(tree).flatMap(({ path }) => /^libs\/projections\/src\/[^/]+(?=\/)/.exec(path)?.[0] ?? [])),
];

/** True when something is left to run once the types are gone. */
const runs = (code: string): boolean => /=>|\bfunction\b/.test(transpile(code, { target: 99 }));

/** Every file that some spec imports, or that such a file imports, and so on. */
const reachedBySpecs = (tree: Tree): ReadonlySet<string> => {
  const resolve = resolver(tree);
  const files = new Map(tree.files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const queue = sources(tree).filter(({ path }) => path.endsWith('.spec.ts'));
  for (let file = queue.pop(); file; file = queue.pop()) {
    const { path } = file;
    for (const next of importsOf(file).map((specifier) => resolve(path, specifier))) {
      if (next === undefined || reached.has(next)) continue;
      reached.add(next);
      queue.push(files.get(next)!);
    }
  }
  return reached;
};

const missingSpec = (tree: Tree): Fault[] => {
  const reached = reachedBySpecs(tree);
  return sources(tree)
    .filter(
      ({ path }) =>
        /^libs\/((fold|decisions)\/src\/[^/]+|models\/src\/.+)\.ts$/.test(path) && !/\.spec\.ts$/.test(path),
    )
    .filter(({ path, code }) => runs(code) && !reached.has(path))
    .map(({ path }) => ({ path, message: 'a fold, decision or model that no spec looks at' }));
};

/** Payload classes by name: one name, one class, in however many channels it may happen. */
const payloadClasses = (tree: Tree): { readonly name: string; readonly path: string }[] =>
  sources(tree)
    .filter(
      ({ path }) => /^libs\/events\/src\/(channels|payloads)\/[^/]+\.ts$/.test(path) && !path.endsWith('.spec.ts'),
    )
    .flatMap(({ path, code }) =>
      [...code.matchAll(/\bclass\s+([A-Z]\w*)/g)].map(([, name]) => ({ name: name!, path })),
    );

/** Registries, folders, names: what belongs together is together. */
export const structure = [
  rule(
    'one index.ts per library, at its root',
    (tree) =>
      sources(tree)
        .filter(({ path }) => path.endsWith('/index.ts') && !/^(libs|apps)\/[^/]+\/src\/index\.ts$/.test(path))
        .map(({ path }) => ({ path, message: 'inside a library import the file you mean' })),
    plant('libs/fold/src/rows/index.ts', 'export {};\n'),
  ),
  rule(
    'every channel is in the registry',
    (tree) => unlisted(tree, /^libs\/events\/src\/channels\/(?!.*\.spec\.)[^/]+\.ts$/, ['libs/events/src/registry.ts']),
    plant('libs/events/src/channels/fax.ts', 'export const fax = 1;\n', { 'libs/events/src/registry.ts': '' }),
  ),
  rule(
    'every projection is in the registry',
    (tree) =>
      unlisted(tree, /^libs\/projections\/src\/[^/]+\/fold\.ts$/, [
        'libs/projections/src/registry.ts',
        'libs/projections/src/index.ts',
      ]),
    plant('libs/projections/src/tier/fold.ts', 'export const tier = 1;\n', { 'libs/projections/src/index.ts': '' }),
  ),
  rule(
    'a projection folder has its four files',
    (tree) =>
      projectionFolders(tree).flatMap((folder) =>
        FOUR.filter((name) => !tree.files.some(({ path }) => path === `${folder}/${name}`)).map((name) => ({
          path: `${folder}/${name}`,
          message: 'missing; a projection is fold, spec, table and query',
        })),
      ),
    { files: { 'libs/projections/src/tier/table.ts': '' }, at: 'libs/projections/src/tier/fold.spec.ts' },
  ),
  rule(
    'every fold, decision and model is looked at by a spec',
    missingSpec,
    plant('libs/decisions/src/tier.ts', 'export const decide = () => [];\n'),
    plant('libs/models/src/rfm/score.ts', 'export const score = () => 5;\n'),
  ),
  rule(
    'an event name means one thing',
    (tree) => {
      const names = payloadClasses(tree);
      return names
        .filter(({ name }, at) => names.findIndex((other) => other.name === name) !== at)
        .map(({ name, path }) => ({ path, message: `${name} is defined a second time: share the class` }));
    },
    plant('libs/events/src/channels/b.ts', 'class Said {}\n', {
      'libs/events/src/channels/a.ts': 'class Said {}\nclass Heard {}\n',
    }),
  ),
];
