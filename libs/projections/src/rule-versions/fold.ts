import type { FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One version of a rule, as somebody published it. */
export interface RuleVersion {
  /** The event's id. */
  readonly key: string;
  readonly rule: string;
  readonly kind: string;
  readonly version: number;
  readonly params: Readonly<Record<string, unknown>>;
  /** First day whose close it decides. */
  readonly effectiveFrom: string;
  readonly reason: string;
  /** The key on whose behalf it was published; null for those that Rapport starts with. */
  readonly by: string | null;
  readonly publishedAt: string;
  readonly position: string;
}

const published = ({ eventId, data, meta, recordedAt, position }: FactOf<'RuleVersionPublished'>): RuleVersion => ({
  ...{ key: eventId, rule: data.rule, kind: data.kind, version: data.version, params: data.params },
  ...{ effectiveFrom: data.effectiveFrom, reason: data.reason, by: meta?.by ?? null },
  ...{ publishedAt: recordedAt, position },
});

/** Which rules decide, and which ones decided before? */
export const ruleVersions: EntryProjection<RuleVersion> = {
  name: 'rule-versions',
  version: 1,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: (_, fact) => published(fact as FactOf<'RuleVersionPublished'>),
  on: { RuleVersionPublished: (row) => row },
};
