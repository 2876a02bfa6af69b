import { eventIdOf, type FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One version of a projection that somebody described. */
export interface ProjectionDefinition {
  readonly name: string;
  readonly version: number;
  readonly definition: Readonly<Record<string, unknown>>;
  /** False: once it is built it waits to be promoted. */
  readonly promote: boolean;
  /** The key on whose behalf it was described. */
  readonly by: string | null;
  readonly definedAt: string;
  readonly position: string;
  /** Since when it is no longer kept; null: it is. */
  readonly droppedAt: string | null;
}

const keyOf = (name: string, version: number): string => eventIdOf(`projection-definition/${name}`, String(version));

const defined = ({ data, meta, recordedAt, position }: FactOf<'ProjectionDefined'>): ProjectionDefinition => ({
  ...{ name: data.name, version: data.version, definition: data.definition, promote: data.promote },
  ...{ by: meta?.by ?? null, definedAt: recordedAt, position, droppedAt: null },
});

/** Which projections do analysts want, and what did they look like before? Dropping one drops all its versions. */
export const projectionDefinitions: EntryProjection<ProjectionDefinition> = {
  name: 'projection-definitions',
  version: 1,
  scope: 'entry',
  keys: ({ type, data }) => {
    const { name, version } = data as { name: string; version: number };
    if (type === 'ProjectionDefined') return [keyOf(name, version)];
    return Array.from({ length: version }, (_, nth) => keyOf(name, nth + 1));
  },
  initial: (_key, fact) => defined(fact as FactOf<'ProjectionDefined'>),
  on: {
    ProjectionDefined: (row) => row,
    ProjectionDropped: (row, { recordedAt }) => ({ ...row, droppedAt: row.droppedAt ?? recordedAt }),
  },
};
