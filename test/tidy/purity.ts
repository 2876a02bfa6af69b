import { dirname } from 'node:path/posix';
import { importsOf } from './imports';
import { type Fault, plant, rule } from './rule';
import { type SourceFile, isTest, sources } from './tree';

/** Code that must give the same answer for ever: folds, decisions, and what they are made of. */
const isPure = (path: string): boolean =>
  (/^libs\/(fold|decisions)\/src\//.test(path) || /^libs\/projections\/src\/[^/]+\/fold\.ts$/.test(path)) &&
  !isTest(path) &&
  !path.endsWith('/given.ts');

const CLOCKS =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bperformance\.now\b|\bprocess\.(env|hrtime)\b/;

const foreignImports = (file: SourceFile): Fault[] =>
  importsOf(file)
    .filter((name) => !/^\.\.?\//.test(name) && !['@rapport/events', '@rapport/fold'].includes(name))
    .map((name) => ({
      path: file.path,
      message: `imports ${name}; a fold or decision knows events, folds and neighbours`,
    }));

const outsideNeighbours = (file: SourceFile): Fault[] =>
  importsOf(file)
    .filter((name) => name.startsWith('../../') && !/^libs\/(fold|decisions)\//.test(dirname(file.path)))
    .map((name) => ({ path: file.path, message: `reaches ${name}: not a neighbour` }));

const TEST_ONLY =
  /^(@rapport\/(testing|fold\/given|event-store\/contract)|@jest\/globals|fast-check|testcontainers|@testcontainers\/.*)$/;

/** Who may know what, finer than the linter's rule, which works by library and does not see node:*. */
export const purity = [
  rule(
    'folds and decisions import only events, folds and neighbours',
    (tree) =>
      sources(tree)
        .filter(({ path }) => isPure(path))
        .flatMap((file) => [...foreignImports(file), ...outsideNeighbours(file)]),
    plant('libs/decisions/src/identity.ts', "import { readFileSync } from 'node:fs';\n"),
    plant('libs/projections/src/tier/fold.ts', "import { Pool } from 'pg';\n"),
  ),
  rule(
    'folds and decisions have no clock and throw no dice',
    (tree) =>
      sources(tree)
        .filter(({ path, code }) => isPure(path) && CLOCKS.test(code))
        .map(({ path, code }) => ({ path, message: `${CLOCKS.exec(code)?.[0]}: times and ids arrive as data` })),
    ...['Date.now()', 'new Date()', 'Math.random()', 'randomUUID()'].map((call) =>
      plant('libs/projections/src/tier/fold.ts', `export const fold = () => ${call};\n`),
    ),
  ),
  rule(
    'only specs import test code',
    (tree) =>
      sources(tree)
        .filter(({ path }) => !isTest(path) && !path.endsWith('/given.ts'))
        .flatMap((file) =>
          importsOf(file)
            .filter((name) => TEST_ONLY.test(name))
            .map((name) => ({ path: file.path, message: `imports ${name}, which is for specs` })),
        ),
    plant('libs/vault/src/vault.ts', "import { someone } from '@rapport/testing';\n"),
  ),
];
