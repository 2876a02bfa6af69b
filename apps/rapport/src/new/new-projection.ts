import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { typeDefinition, unknownType } from '@rapport/events';
import { Advice, EXIT } from '../terminal';
import { filesOf, namesOf, type NewProjection } from './templates';

const ROOM = join('libs', 'projections');
const NAME = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;
const NAME_MAX = 40;
/** Words of the language that a name of one word would be. */
const WORDS = /^(await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/; // prettier-ignore

const bad = (message: string): Advice => new Advice(message, EXIT.usage);

/** The repository that a folder is in. @throws Advice when it is in none */
export const repositoryOf = (folder: string): string => {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ROOM, 'src', 'index.ts'))) return at;
    if (dirname(at) === at) throw bad(`${folder} is in no checkout of Rapport: projections in TypeScript are part of its source. "rapport define" needs none`); // prettier-ignore
  }
};

const REGISTRY_END = /(export const projections: readonly Registered\[\] = \[\n(?: {2}.*\n)*)\];/;
const IMPORTS_END = '\n/** A projection and the table that keeps its rows. */';

/** The registry with one more line. @throws Advice when it does not look like one */
export const registered = (index: string, name: string): string => {
  const { one, table } = namesOf(name);
  if (!REGISTRY_END.test(index) || !index.includes(IMPORTS_END)) throw new Advice(`${ROOM}/src/index.ts is not the registry that this command knows; add the projection by hand`); // prettier-ignore
  const imports = `import { ${one} } from './${name}/fold';\nimport { ${table} } from './${name}/table';\n`;
  const withImports = index.replace(IMPORTS_END, () => imports + IMPORTS_END);
  const withLine = withImports.replace(REGISTRY_END, (_, before: string) => `${before}  { projection: ${one}, table: ${table} },\n];`); // prettier-ignore
  return `${withLine.trimEnd()}\nexport * from './${name}/query';\n`;
};

const check = ({ name, types }: NewProjection, folder: string, index: string): void => {
  if (!NAME.test(name) || name.length > NAME_MAX) throw bad(`"${name}" must be small letters and digits, words with a hyphen between, ${NAME_MAX} at most: repeat-callers`); // prettier-ignore
  if (existsSync(folder)) throw bad(`${folder} is there already`);
  const { one } = namesOf(name);
  if (WORDS.test(one) || new RegExp(`\\b${one}\\b`).test(index)) throw bad(`${one} means something else in the code: take another name`); // prettier-ignore
  for (const type of types) if (!typeDefinition(type)) throw bad(unknownType(type));
};

/**
 * Makes the four files of a projection and its line in the registry. Nothing is written when something is wrong.
 * @returns the paths of what was written, below the repository
 * @throws Advice
 */
export const newProjection = (root: string, of: NewProjection): readonly string[] => {
  const folder = join(root, ROOM, 'src', of.name);
  const registry = join(root, ROOM, 'src', 'index.ts');
  const index = readFileSync(registry, 'utf8');
  check(of, folder, index);
  const next = registered(index, of.name);
  mkdirSync(folder);
  const files = Object.entries(filesOf(of));
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: 'wx' });
  writeFileSync(registry, next);
  return [...files.map(([name]) => join(ROOM, 'src', of.name, name)), join(ROOM, 'src', 'index.ts')];
};
