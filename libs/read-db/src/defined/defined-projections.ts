import { compile, type Compiled } from '@rapport/definitions';
import type { Sql } from '@rapport/postgres';
import { ALL_DEFINITIONS, type ProjectionDefinition } from '@rapport/projections';
import type { ProjectionTable } from '../projection-table';
import { definedTable } from './defined-table';

/** A projection that somebody described, ready to be built, followed and read. */
export interface DefinedProjection extends ProjectionTable {
  readonly compiled: Compiled;
  readonly described: ProjectionDefinition;
  /** Whether it was built over the whole history and has served. */
  readonly isBuilt: boolean;
}

const BUILT = `select distinct projection || '/' || version as of from rapport_read.replay where state in ('promoted', 'rolled-back')`;
const UNDEFINED_TABLE = '42P01';

const byVersion = new Map<string, DefinedProjection>();
const KNOWN_MAX = 500;

const compiledOf = (described: ProjectionDefinition): DefinedProjection | undefined => {
  const mark = `${described.name}/${described.version}/${described.position}`;
  const found = byVersion.get(mark);
  if (found) return found;
  const compilation = compile(described.definition);
  // It was sound when it was taken: another release wrote it, and knows words that this one does not.
  if (!compilation.ok) return undefined;
  const { compiled } = compilation;
  const projection = compiled.projection(described.version);
  const one = { projection, table: definedTable(projection), compiled, described, isBuilt: false };
  if (byVersion.size >= KNOWN_MAX) byVersion.clear();
  byVersion.set(mark, one);
  return one;
};

/** Every version that somebody described, dropped ones too, by name, newest first. Empty before a projector has been here. */
export const allDefinitions = async (sql: Sql): Promise<readonly ProjectionDefinition[]> => {
  try {
    return (await sql.query<ProjectionDefinition>(ALL_DEFINITIONS)).rows;
  } catch (error) {
    if ((error as { readonly code?: string }).code === UNDEFINED_TABLE) return [];
    throw error;
  }
};

/** The versions that are kept: of each name the newest, and the newest that is built as long as that is another. */
export const definedProjections = async (sql: Sql): Promise<readonly DefinedProjection[]> => {
  const kept = (await allDefinitions(sql)).filter(({ droppedAt }) => droppedAt === null);
  if (kept.length === 0) return [];
  const built = new Set((await sql.query<{ of: string }>(BUILT)).rows.map(({ of }) => of));
  const isBuilt = ({ name, version }: ProjectionDefinition): boolean => built.has(`${name}/${version}`);
  return kept
    .filter((one) => {
      const newer = kept.filter(({ name, version }) => name === one.name && version > one.version);
      return newer.length === 0 || (isBuilt(one) && !newer.some(isBuilt));
    })
    .flatMap((one) => {
      const found = compiledOf(one);
      return found ? [{ ...found, isBuilt: isBuilt(one) }] : [];
    });
};

/** The versions that serve: of each name the newest that is built. */
export const builtProjections = async (sql: Sql): Promise<readonly DefinedProjection[]> =>
  (await definedProjections(sql)).filter(({ isBuilt }) => isBuilt);
