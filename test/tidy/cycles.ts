import { importsOf, resolver } from './imports';
import { type Fault, plant, rule } from './rule';
import { type Tree, sources } from './tree';

const graphOf = (tree: Tree): ReadonlyMap<string, readonly string[]> => {
  const resolve = resolver(tree);
  return new Map(
    sources(tree).map((file) => [
      file.path,
      importsOf(file).flatMap((specifier) => resolve(file.path, specifier) ?? []),
    ]),
  );
};

/** Depth-first walk, in the order of paths; each cycle is reported once, at the file that closes it. */
const cycles = (tree: Tree): Fault[] => {
  const graph = graphOf(tree);
  const done = new Set<string>();
  const faults: Fault[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      faults.push({ path: trail.at(-1)!, message: `import cycle: ${[...trail.slice(at), path].join(' → ')}` });
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...graph.keys()].sort()) walk(path, []);
  return faults;
};

/** Every arrow points one way. */
export const cyclesRule = rule(
  'nothing imports itself, by any way round',
  cycles,
  plant('libs/fold/src/a.ts', "import type { C } from '@rapport/c';\nexport type A = C;\n", {
    'libs/fold/src/b.ts': "import type { A } from './a';\nexport type B = A;\n",
    'libs/c/src/index.ts': "export type { B as C } from '../../fold/src/b';\n",
    'tsconfig.base.json': '{"compilerOptions":{"paths":{"@rapport/c":["./libs/c/src/index.ts"]}}}',
  }),
);
