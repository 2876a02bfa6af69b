import { eventIdOf, type FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One version of a policy, as somebody published it. */
export interface PolicyVersion {
  readonly policy: string;
  readonly version: number;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly by: string | null;
  readonly publishedAt: string;
  readonly position: string;
  /** Since when it acts on nothing any more; null: it does, unless there is a newer version. */
  readonly stoppedAt: string | null;
  readonly stoppedBecause: string | null;
}

const keyOf = (policy: string, version: number): string => eventIdOf(`policy/${policy}`, String(version));

const published = ({ data, meta, recordedAt, position }: FactOf<'PolicyPublished'>): PolicyVersion => ({
  ...{ policy: data.policy, version: data.version, definition: data.definition, reason: data.reason },
  ...{ by: meta?.by ?? null, publishedAt: recordedAt, position, stoppedAt: null, stoppedBecause: null },
});

/** Which policies act, and what did they say before? Stopping one stops all its versions. */
export const policyVersions: EntryProjection<PolicyVersion> = {
  name: 'policy-versions',
  version: 1,
  scope: 'entry',
  keys: ({ type, data }) => {
    const { policy, version } = data as { policy: string; version: number };
    if (type === 'PolicyPublished') return [keyOf(policy, version)];
    return Array.from({ length: version }, (_, nth) => keyOf(policy, nth + 1));
  },
  initial: (_key, fact) => published(fact as FactOf<'PolicyPublished'>),
  on: {
    PolicyPublished: (row) => row,
    PolicyStopped: (row, { data, recordedAt }) =>
      row.stoppedAt === null ? { ...row, stoppedAt: recordedAt, stoppedBecause: data.reason } : row,
  },
};
