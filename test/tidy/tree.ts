import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

/** One text file of the repository. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked out, for rules about code. */
  readonly code: string;
  readonly lines: number;
}

/** What every rule looks at: all text files of a checkout, read once. */
export interface Tree {
  readonly root: string;
  readonly files: readonly SourceFile[];
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx', '.rapport', '.cache', 'coverage']);
const TEXT = new Set(['.ts', '.mts', '.mjs', '.cjs', '.js', '.tsx', '.json', '.md', '.yml', '.yaml', '.sql', '.sh']);
const TEXT_NAMES = ['run', 'Dockerfile', '.npmrc', 'LICENSE'];

/** Blanks comments, line breaks kept; good enough for code that Prettier has formatted. */
const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;,{}()])\/\/[^\n]*/g, '$1');

const pathsBelow = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return pathsBelow(path);
    return TEXT.has(extname(entry.name)) || TEXT_NAMES.includes(entry.name) ? [path] : [];
  });

/** A file that another process removed since it was listed is no fault: several people may work in one checkout. */
const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Reads the tree below a root. */
export const readTree = (root: string): Tree => ({
  root,
  files: pathsBelow(root).flatMap((path) => {
    const text = read(path);
    if (text === null) return [];
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return [{ path: relative(root, path).replaceAll('\\', '/'), text, code: withoutComments(text), lines }];
  }),
});

/** TypeScript sources of the product and its tests. */
export const sources = (tree: Tree): readonly SourceFile[] =>
  tree.files.filter(({ path }) => /^(apps|libs|test)\/.*\.ts$/.test(path) && !/\bcanary-\d/.test(path));

/** Specs, and the contract suites and builders that only specs may use. */
export const isTest = (path: string): boolean =>
  /\.(spec|contract)\.ts$/.test(path) || /\/contract\//.test(path) || /^(test|libs\/testing)\//.test(path);
