import { eventIdOf } from '@rapport/events';
import type { EventStore } from '@rapport/event-store';
import { ruleSource, versionEvent } from './rule-event';
import type { RuleVersion } from './rule-versions';

/** A version holds for every day, also those of an imported past, unless it says from when on. */
export const SINCE_EVER = '1900-01-01';

const defaults = (currency: string): readonly RuleVersion[] => [
  {
    ...{ rule: 'value-pyramid', version: 1, kind: 'pyramid' },
    params: { window: '365d', basis: 'net', reportingCurrency: currency, dampingCloses: 30 },
  },
  {
    ...{ rule: 'own-cadence', version: 1, kind: 'cadence' },
    params: { minGaps: 3, horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75 },
  },
];

/**
 * Publishes the rules that Rapport starts with, unless they are in the log. Whoever comes second has nothing to say; what
 * was published stays as it is, also when the company's currency is another one today.
 */
export const publishDefaultRules = async (
  store: Pick<EventStore, 'append' | 'find'>,
  currency: string,
  now: () => Date,
): Promise<void> => {
  const rules = defaults(currency);
  const known = await store.find(rules.map(({ rule, version }) => eventIdOf(ruleSource(rule), `version#${version}`)));
  const missing = rules.filter(({ rule }) => !known.some(({ stream }) => stream === `rule-${rule}`));
  if (missing.length === 0) return;
  const at = now().toISOString();
  await store.append(
    missing.map((rule) => {
      const said = { ...rule, effectiveFrom: SINCE_EVER, reason: 'The rule that Rapport starts with' };
      const { stream, event } = versionEvent(said, 'rapport', at);
      return { stream, expected: 0, events: [event] };
    }),
  );
};
