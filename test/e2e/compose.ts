import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '../..');
// The parser comes with @nestjs/swagger, which writes OpenAPI documents with it.
const parser = createRequire(require.resolve('@nestjs/swagger/package.json'))('js-yaml') as { load(text: string): any };

/** A compose service after interpolation. */
export interface ComposeEntry {
  readonly [field: string]: any;
  readonly environment: Readonly<Record<string, string>>;
}

/** Resolves `<<` as YAML 1.1 has it: what stands beside it wins. */
const merged = (value: any): any => {
  if (Array.isArray(value)) return value.map(merged);
  if (value === null || typeof value !== 'object') return value;
  const { '<<': base, ...own } = value;
  const all =
    base === undefined ? own : { ...[base].flat().reduce((sum, one) => ({ ...sum, ...merged(one) }), {}), ...own };
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, merged(one)]));
};

/** `${NAME:-default}` and `${NAME:?what to do}`. @throws when one of the latter is missing */
const interpolated = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, sign = '', rest = '') => {
    const given = env[name];
    if (given) return given;
    if (sign === '?') throw new Error(`${name}: ${rest}`);
    return sign === '-' ? rest : '';
  });

const deep = (value: any, change: (text: string) => string): any =>
  typeof value === 'string'
    ? change(value)
    : Array.isArray(value)
      ? value.map((one) => deep(one, change))
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deep(one, change)]))
        : value;

/** The settings of a size, as `--env-file` reads them. */
export const sizeOf = (size: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(root, `infra/compose/${size}.env`), 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** The document with these settings, and the services that would be started. */
export const composeFile = (
  env: Readonly<Record<string, string>>,
): { readonly document: any; readonly started: Readonly<Record<string, ComposeEntry>> } => {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const document = deep(merged(parser.load(text)), (part) => interpolated(part, env));
  const wanted = (env['COMPOSE_PROFILES'] ?? '').split(',');
  const started = Object.entries<ComposeEntry>(document.services).filter(
    ([, { profiles }]) => profiles === undefined || profiles.some((one: string) => wanted.includes(one)),
  );
  return { document, started: Object.fromEntries(started) };
};
