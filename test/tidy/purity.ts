import { importsOf, resolver } from './imports';
import { type Fault, plant, rule } from './rule';
import { type SourceFile, type Tree, isTest, sources } from './tree';

const TEST_ONLY =
  /^(@rapport\/(testing|fold\/given|event-store\/contract)|@jest\/globals|fast-check|testcontainers|@testcontainers\/.*)$/;

/** What these files import, and what that imports, and so on; `alongside` says which imports count. */
const reachedFrom = (tree: Tree, start: readonly string[], alongside: (specifier: string) => boolean): Set<string> => {
  const resolve = resolver(tree);
  const files = new Map(tree.files.map((file) => [file.path, file]));
  const queue = [...start];
  const found = new Set(queue);
  for (let path = queue.pop(); path; path = queue.pop()) {
    const from = path;
    for (const name of importsOf(files.get(from)!).filter(alongside)) {
      const next = resolve(from, name);
      if (next === undefined || found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return found;
};

const matching = (tree: Tree, form: RegExp): string[] =>
  sources(tree)
    .map(({ path }) => path)
    .filter((path) => form.test(path));

/** A fold and what it is made of: the files of its own folder and of its library that it imports. */
const partsOfFolds = (tree: Tree): ReadonlySet<string> =>
  reachedFrom(tree, matching(tree, /^libs\/projections\/src\/[^/]+\/fold\.ts$/), (name) => name.startsWith('.'));

/** Everything that runs in production: what the libraries and programs show to others, and all that this imports. */
const production = (tree: Tree): ReadonlySet<string> =>
  reachedFrom(
    tree,
    matching(tree, /^(libs\/(?!testing\/)[^/]+|apps\/[^/]+)\/src\/(index|main)\.ts$/),
    (name) => !TEST_ONLY.test(name),
  );

/** Code that must give the same answer for ever: folds, decisions, models, and what they are made of. */
const pureFiles = (tree: Tree): readonly SourceFile[] => {
  const folds = partsOfFolds(tree);
  return sources(tree).filter(
    ({ path }) =>
      (folds.has(path) || /^libs\/(fold|decisions|definitions|models)\/src\//.test(path)) &&
      !isTest(path) &&
      !path.endsWith('/given.ts'),
  );
};

const CLOCKS =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bperformance\.now\b|\bprocess\.(env|hrtime)\b/;

const foreignImports = (file: SourceFile): Fault[] =>
  importsOf(file)
    .filter((name) => !/^\.\.?\//.test(name) && !['@rapport/events', '@rapport/fold', '@rapport/models'].includes(name))
    .map((name) => ({
      path: file.path,
      message: `imports ${name}; a fold or decision knows events, folds, models and neighbours`,
    }));

/** Who may know what, finer than the linter's rule, which works by library and does not see node:*. */
export const purity = [
  rule(
    'folds, decisions and models import only events, folds, models and neighbours',
    (tree) => pureFiles(tree).flatMap(foreignImports),
    plant('libs/decisions/src/identity.ts', "import { readFileSync } from 'node:fs';\n"),
    plant('libs/models/src/clv/clv.ts', "import Big from 'big.js';\n"),
    plant('libs/projections/src/tier/money.ts', "import { Pool } from 'pg';\n", {
      'libs/projections/src/tier/fold.ts': "import './money';\n",
    }),
  ),
  rule(
    'folds, decisions and models have no clock and throw no dice',
    (tree) =>
      pureFiles(tree)
        .filter(({ code }) => CLOCKS.test(code))
        .map(({ path, code }) => ({ path, message: `${CLOCKS.exec(code)?.[0]}: times and ids arrive as data` })),
    ...['Date.now()', 'new Date()', 'Math.random()', 'randomUUID()'].map((call) =>
      plant('libs/projections/src/tier/fold.ts', `export const fold = () => ${call};\n`),
    ),
  ),
  rule(
    'what runs in production imports no test code',
    (tree) => {
      const running = production(tree);
      return sources(tree)
        .filter(({ path }) => running.has(path))
        .flatMap((file) =>
          importsOf(file)
            .filter((name) => TEST_ONLY.test(name))
            .map((name) => ({ path: file.path, message: `imports ${name}, which is for specs` })),
        );
    },
    plant('libs/vault/src/vault.ts', "import { someone } from '@rapport/testing';\n", {
      'libs/vault/src/index.ts': "export * from './vault';\n",
    }),
  ),
];
