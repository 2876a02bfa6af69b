import { table } from '../terminal';

/** As `GET /v1/projections/versions` tells it. */
export interface Version {
  readonly name: string;
  readonly version: number;
  readonly state: 'live' | 'left';
  readonly table: string;
  readonly bytes: number;
  readonly updatedAt: string;
  readonly prunable: boolean;
}

const MEGABYTE = 1024 * 1024;

const rowOf = ({ name, version, state, table: rows, bytes, updatedAt, prunable }: Version): string[] => [
  `${name} v${version}`,
  prunable ? 'left, can go' : state,
  rows,
  `${(bytes / MEGABYTE).toFixed(1)} MB`,
  updatedAt,
];

/** Versions as a table. */
export const shown = (versions: readonly Version[]): string =>
  table([['projection', 'state', 'table', 'size', 'last moved'], ...versions.map(rowOf)]);

/** What went, and what another release has left that cannot go yet. @param hours how long nobody may have followed what goes */
export const prunedText = (pruned: readonly Version[], left: readonly Version[], hours: number): string => {
  if (pruned.length === 0 && left.length === 0) return 'there is nothing to prune';
  const waits = `not yet, as it moved in the last ${hours} hours, the log has not moved since, or a replay of it can be rolled back`;
  return [
    ...(pruned.length > 0 ? [`dropped:\n${shown(pruned)}`] : []),
    ...(left.length > 0 ? [`${waits}:\n${shown(left)}`] : []),
  ].join('\n');
};
