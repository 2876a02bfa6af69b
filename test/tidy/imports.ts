import { dirname, join } from 'node:path/posix';
import { preProcessFile } from 'typescript';
import type { SourceFile, Tree } from './tree';

/** What a file imports, as written: `./fold`, `@rapport/events`, `pg`, `node:fs`. Types count: a cycle is a cycle. */
export const importsOf = (file: SourceFile): readonly string[] =>
  preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);

/** Path names of the workspace (`@rapport/fold` → `libs/fold/src/index.ts`), from tsconfig.base.json. */
const aliases = (tree: Tree): ReadonlyMap<string, string> => {
  const config = tree.files.find(({ path }) => path === 'tsconfig.base.json');
  const paths = (JSON.parse(config?.text ?? '{}') as { compilerOptions?: { paths?: Record<string, string[]> } })
    .compilerOptions?.paths;
  return new Map(Object.entries(paths ?? {}).map(([name, [file]]) => [name, file!.replace(/^\.\//, '')]));
};

/** Finds the file of the tree that an import means, if it is one of ours. */
export const resolver = (tree: Tree): ((from: string, specifier: string) => string | undefined) => {
  const known = new Set(tree.files.map(({ path }) => path));
  const named = aliases(tree);
  return (from, specifier) => {
    if (!specifier.startsWith('.')) return named.get(specifier);
    const base = join(dirname(from), specifier);
    return [base, `${base}.ts`, `${base}/index.ts`].find((path) => known.has(path));
  };
};
