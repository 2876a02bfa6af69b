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

const missingSpec = (tree: Tree): Fault[] => {
  const known = new Set(tree.files.map(({ path }) => path));
  return sources(tree)
    .filter(
      ({ path }) => /^libs\/(fold|decisions)\/src\/[^/]+\.ts$/.test(path) && !/\.spec\.ts$|\/index\.ts$/.test(path),
    )
    .filter(({ path, code }) => runs(code) && !known.has(path.replace(/\.ts$/, '.spec.ts')))
    .map(({ path }) => ({ path, message: 'a fold or decision without a spec beside it' }));
};

const eventNames = (tree: Tree): { readonly name: string; readonly path: string }[] =>
  sources(tree)
    .filter(({ path }) => /^libs\/events\/src\/channels\/[^/]+\.ts$/.test(path) && !path.endsWith('.spec.ts'))
    .flatMap(({ path, code }) =>
      (/\bchannel\(\s*'[\w-]+',\s*\{([^}]*)\}/.exec(code)?.[1] ?? '')
        .split(',')
        .map((part) => part.split(':')[0]!.trim())
        .filter((name) => name !== '')
        .map((name) => ({ name, path })),
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
    'a fold or decision has a spec',
    missingSpec,
    plant('libs/decisions/src/tier.ts', 'export const decide = () => [];\n'),
  ),
  rule(
    'an event name belongs to one channel',
    (tree) => {
      const names = eventNames(tree);
      return names
        .filter(({ name }, at) => names.findIndex((other) => other.name === name) !== at)
        .map(({ name, path }) => ({ path, message: `${name} is already an event of another channel` }));
    },
    plant('libs/events/src/channels/b.ts', "export const b = channel('b', { Said });\n", {
      'libs/events/src/channels/a.ts': "export const a = channel('a', { Said, Heard });\n",
    }),
  ),
];
