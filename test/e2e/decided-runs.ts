import { eventIdOf, uuid5 } from '@rapport/events';
import type { Said } from './rule-events';

export const cutoffs = [
  { tier: 'platinum', rank: 1, value: '90.00' },
  { tier: 'gold', rank: 1 },
  { tier: 'iron', rank: 1 },
  { tier: 'lead', rank: 2, value: '10.00' },
];
/** The first purchase of a spec (touchpoints.ts counts them). */
export const sale = eventIdOf('pos/berlin-3', 'order-1');
export const evidence = { events: [sale], count: 1 };
export const figures = { tiers: { platinum: 1, lead: 1 } };

/** A run at the end of a day: its beginning, its decisions, and its end, which may be left out. */
export const runOf = (rule: string, date: string) => {
  const about = { run: uuid5('spec', rule, date), rule, date };
  const endsAt = `${date}T23:00:00.000Z`;
  const opened = { ...about, version: 1, zone: 'Europe/Berlin', endsAt, basis: '0' };
  const closed = { ...about, count: 2, population: 2, cutoffs, digest: 'd', figures };
  return {
    about,
    opened: { id: `${about.run}#opened`, type: 'RuleRunOpened', data: opened } satisfies Said,
    closed: { id: `${about.run}#closed`, type: 'RuleRunClosed', data: closed } satisfies Said,
    tier: (customer: string, tier: string, value: string, rank: number): Said => ({
      ...{ id: `${about.run}#${customer}`, type: 'TierAssigned', customer },
      data: {
        ...{ ...about, version: 1, endsAt, tier, rankTier: tier, since: date, rank, population: 2, value, cutoffs },
        ...{ share: rank / 2, basis: 'net', currency: 'EUR', below: 0, evidence, reason: `rank ${rank} of 2` },
      },
    }),
    signal: (customer: string, level: string, valueAtStake: string): Said => ({
      ...{ id: `${about.run}#${customer}`, type: 'ChurnSignalRaised', customer },
      data: {
        ...{ ...about, version: 1, level, score: 0.62, odds: { share: 0.38, n: 212 }, overdueRatio: 4.36 },
        ...{ medianGapDays: 14, gaps: 6, daysSince: 61, valueAtStake, currency: 'EUR', reasons: ['late'], evidence },
      },
    }),
  };
};
export const published = (rule: string, kind: string): Said => ({
  ...{ id: `${rule}@1`, type: 'RuleVersionPublished' },
  data: { rule, kind, version: 1, params: { window: 'all' }, effectiveFrom: '2026-11-01', reason: 'a spec' },
});
