import { compile } from '@rapport/definitions';
import type { CustomerProjection } from '@rapport/fold';
import { projections } from '@rapport/projections';
import type { DefinedProjection } from '../../defined/defined-projections';
import type { LineSink } from '../row-sink';
import type { Source } from './messages';

/** How a thread can find the projection of a sink; null when it cannot. */
export const sourceOf = ({ origin, table }: LineSink): Source | null => {
  const { name, version } = origin.projection;
  const { described } = origin as Partial<DefinedProjection>;
  if (described) return { name, version, table, definition: described.definition };
  return projections.some(({ projection }) => projection === origin.projection) ? { name, version, table } : null;
};

/** The projection of a source. @throws when this release does not have it */
export const projectionOf = ({ name, version, definition }: Source): CustomerProjection<any> => {
  const found = definition ? compiled(definition, version) : projections.find((one) => one.projection.name === name)?.projection; // prettier-ignore
  if (found?.scope === 'customer' && found.version === version) return found;
  throw new Error(`no projection ${name} of version ${version} to be folded by customer`);
};

const compiled = (definition: NonNullable<Source['definition']>, version: number) => {
  const compilation = compile(definition);
  return compilation.ok ? compilation.compiled.projection(version) : undefined;
};
