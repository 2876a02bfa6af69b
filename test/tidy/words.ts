import { type Fault, plant, rule } from './rule';
import { type SourceFile, sources } from './tree';

interface Banned {
  readonly pattern: RegExp;
  readonly instead: string;
  readonly planted: string;
}

/** What we do not write, and what we write in its place. */
const banned: readonly Banned[] = [
  {
    pattern: /\b(EventBus|AggregateRoot|EventPublisher)\b/,
    instead: 'use the event store: the Nest bus forgets',
    planted: `new EventBus()`,
  },
  {
    pattern: /^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s+\w/m,
    instead: 'use a union of strings',
    planted: `export enum Colour { Red }`,
  },
  {
    pattern: /^\s*import\s+['"](\.|@rapport\/)/m,
    instead: 'import what you use: a file of ours only defines things, and one that nothing is used of is not loaded',
    planted: `import './register';`,
  },
  { pattern: /^\s*export\s+default\b/m, instead: 'use a named export', planted: `export default 1;` },
  {
    pattern: /\b(it|test|describe)\.(skip|only|todo)\b|\b[xf](it|describe)\(/,
    instead: 'write a test that runs',
    planted: `it.skip('x', f)`,
  },
  {
    pattern: /\bconsole\.log\b/,
    instead: 'use the logger, or process.stdout for an answer',
    planted: `console.log(1)`,
  },
  {
    pattern: /@ts-(ignore|nocheck)|eslint-disable/,
    instead: 'mend the cause, or list it in the exceptions',
    planted: `// @ts-ignore`,
  },
  { pattern: /\b(TODO|FIXME|XXX)\b/, instead: 'finish it before merge', planted: `// FIXME later` },
  {
    pattern:
      /\b((class|interface)\s+\w*(?<!Self)(Service|Manager|Helper|Utils?|Impl)|(const|type)\s+\w*(Service|Manager|Helper|Utils?|Impl)\s*[:=])/,
    instead: "use the field's own word for it",
    planted: `class CustomerService {}`,
  },
  {
    pattern: /\binterface\s+I[A-Z][a-z]/,
    instead: 'name it without the leading I',
    planted: `interface ICustomer {}`,
  },
];

/** The list of words is not checked for its own words. */
const OWN = 'test/tidy/words.ts';

const faultOf = (file: SourceFile, { pattern, instead }: Banned): Fault[] => {
  const found = file.path === OWN ? null : pattern.exec(file.text);
  return found ? [{ path: file.path, message: `"${found[0].trim()}": ${instead}` }] : [];
};

const paths: readonly Banned[] = [
  {
    pattern: /(^|\/)(dto|dtos|entities|interfaces|common|helpers|utils)\//,
    instead: 'put it where it is used',
    planted: 'libs/fold/src/common/x.ts',
  },
  {
    pattern: /\.(service|manager|helper|util|utils|dto|entity)\.ts$/,
    instead: 'name the file after its thought',
    planted: 'libs/fold/src/x.service.ts',
  },
  { pattern: /[A-Z_ ][^/]*$/, instead: 'kebab-case file names', planted: 'libs/fold/src/MyFold.ts' },
];

/** Words and file names. */
export const words = [
  ...banned.map((word) =>
    rule(
      `nobody writes ${word.pattern.source}`,
      (tree) => sources(tree).flatMap((file) => faultOf(file, word)),
      plant('libs/fold/src/x.ts', word.planted),
    ),
  ),
  ...paths.map(({ pattern, instead, planted }) =>
    rule(
      `no file is called ${pattern.source}`,
      (tree) =>
        sources(tree)
          .filter(({ path }) => pattern.test(path))
          .map(({ path }) => ({ path, message: instead })),
      plant(planted, 'export {};\n'),
    ),
  ),
];
