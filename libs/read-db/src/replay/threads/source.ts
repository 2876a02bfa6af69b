import { compile } from '@rapport/definitions';
import { type CustomerProjection, occurredBy } from '@rapport/fold';
import { projections } from '@rapport/projections';
import type { DefinedProjection } from '../../defined/defined-projections';
import type { LineSink } from '../row-sink';
import type { Source } from './messages';

/** How a thread can find the projection of a sink; null when it cannot. */
export const sourceOf = ({ origin, table }: LineSink): Source | null => {
  const { name, version, on, until } = origin.projection as CustomerProjection<object>;
  const { described } = origin as Partial<DefinedProjection>;
  const source = { name, version, table, ...(until !== undefined && { until }) };
  if (described) return { ...source, definition: described.definition };
  // One as of a moment is another object with the very folds of this one.
  return projections.some(({ projection }) => projection.on === on) ? source : null;
};

/** The projection of a source. @throws when this release does not have it */
export const projectionOf = ({ name, version, definition, until }: Source): CustomerProjection<any> => {
  const found = definition ? compiled(definition, version) : projections.find((one) => one.projection.name === name)?.projection; // prettier-ignore
  if (found?.scope === 'customer' && found.version === version)
    return until === undefined ? found : (occurredBy(found, until) as CustomerProjection<any>);
  throw new Error(`no projection ${name} of version ${version} to be folded by customer`);
};

const compiled = (definition: NonNullable<Source['definition']>, version: number) => {
  const compilation = compile(definition);
  return compilation.ok ? compilation.compiled.projection(version) : undefined;
};
