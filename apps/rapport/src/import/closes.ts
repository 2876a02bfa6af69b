import type { WithoutRate } from './without-rate';

/** What became of the days of an import. */
export interface Closes {
  readonly zone: string;
  readonly closed: number;
  /** Days that were closed before. */
  readonly skipped: number;
  /** Periods that are not over: the clock closes them. */
  readonly notOver: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly position: string | null;
  /** `decided`: what the rules made of these days can be read; `running`: nobody waited for them. */
  readonly rules: 'decided' | 'running';
  /** What tiers could not count; null when they count everything, or nobody waited for them. */
  readonly withoutRate: WithoutRate | null;
}

const NO_RATE =
  'no exchange rate is set for their currency. See docs/how-to/tiers-and-signals.md, What a value is without';

/** Closes as rows of the report for people. */
export const closeRows = (closes: Closes | null): string[][] => {
  if (closes === null) return [];
  const { closed, skipped, notOver, first, last, rules, zone, withoutRate: left } = closes;
  return [
    ['closes', `${closed}${first === null ? '' : `, ${first} to ${last}`} (days of ${zone})`],
    ...(skipped > 0 ? [['  closed before', String(skipped)]] : []),
    ...(notOver > 0 ? [['  not over yet', String(notOver)]] : []),
    ['  rules', rules === 'decided' ? 'have decided at all of them' : 'are deciding; nobody waited'],
    ...(left === null
      ? []
      : [['  not counted in tiers', `${left.amounts} amounts of the ranking of ${left.date}: ${NO_RATE}`]]),
  ];
};
