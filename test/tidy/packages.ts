import { plant, rule } from './rule';
import type { Tree } from './tree';

interface Locked {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const json = (tree: Tree, name: string): Record<string, unknown> =>
  JSON.parse(tree.files.find(({ path }) => path === name)?.text ?? '{}') as Record<string, unknown>;
const locked = (tree: Tree): Record<string, Locked> =>
  (json(tree, 'package-lock.json')['packages'] ?? {}) as Record<string, Locked>;

/** Walks up the folders as Node does: is there an entry for this package that the one at `from` would find? */
const reaches = (packages: Record<string, Locked>, from: string, name: string): boolean => {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (!at.includes('/node_modules/')) return packages[`node_modules/${name}`] !== undefined;
  }
};

const inexact = (tree: Tree): string[] =>
  ['dependencies', 'devDependencies', 'overrides'].flatMap((kind) =>
    Object.entries((json(tree, 'package.json')[kind] ?? {}) as Record<string, string>)
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name}@${version}`),
  );

const LOCK = 'package-lock.json';

/** The same packages on every machine. npm can write a lock file without optional platform packages, silently. */
export const packages = [
  rule(
    'dependency versions are exact',
    (tree) => inexact(tree).map((message) => ({ path: 'package.json', message })),
    plant('package.json', '{"dependencies":{"pg":"^8.0.0"}}'),
  ),
  rule(
    'the lock file has every optional package',
    (tree) =>
      Object.entries(locked(tree)).flatMap(([from, entry]) =>
        Object.keys(entry.optionalDependencies ?? {})
          .filter((name) => !reaches(locked(tree), from, name))
          .map((name) => ({ path: LOCK, message: `${from} → ${name} is missing: npm ci would stop` })),
      ),
    plant(LOCK, '{"packages":{"node_modules/a":{"optionalDependencies":{"a-linux":"1.0.0"}}}}'),
  ),
  rule(
    'the lock file names no registry',
    (tree) =>
      Object.entries(locked(tree))
        .filter(([, { resolved, link }]) => resolved !== undefined && link !== true)
        .map(([name]) => ({ path: LOCK, message: `${name} has a "resolved" address` })),
    plant(LOCK, '{"packages":{"node_modules/a":{"resolved":"https://example.com/a.tgz"}}}'),
  ),
];
