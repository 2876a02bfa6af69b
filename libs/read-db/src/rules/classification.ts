import { assignClasses, type ClassStanding, type Placed } from '@rapport/decisions';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, type Counting } from './figures';
import type { Movement } from './book';
import type { Occurrence } from './occurrences';
import { whyEnded, type Decision, type RuleInput, type RuleKind } from './rule';

/** A customer's class at a close, and what it rests on. */
export interface Placement extends Placed {
  /** In the window, a decimal text in the currency that is counted in. */
  readonly value: string;
  readonly movements: readonly Movement[];
  /** What else it rests on besides sales. */
  readonly occurrences?: readonly Occurrence[];
  /** Why, in words. */
  readonly reason: () => string;
  /** By value, where the rule ranks. */
  readonly rank?: number;
  /** What else the rule looked at. */
  readonly figures?: object;
}

/** Everybody in their classes. */
export interface Placements {
  readonly placements: readonly Placement[];
  readonly counting: Counting;
  /** What the value is, where it is not what is counted by. */
  readonly basis?: string;
  /** Customers that were judged. */
  readonly population: number;
  /** Where classes end, where the rule ranks. */
  readonly cutoffs?: readonly object[];
  /** What the close found besides the sizes of the classes. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** How a kind of rule that puts customers into classes differs from the others. */
export interface ClassificationSpec {
  readonly looksAtOccurrences?: boolean;
  /** Puts everybody into a class. @param previous how everybody stood after the close before. */
  place(input: RuleInput, previous: ReadonlyMap<string, ClassStanding>): Placements;
  /** The mark that a decision speaks of, from its figures. */
  markOf?(figures: Readonly<Record<string, unknown>>): string;
}

/** A kind of rule that puts every customer into one class. Changes are `TierAssigned`, as those of a ranking are. */
export const classification = ({
  place,
  markOf = () => '',
  looksAtOccurrences = false,
}: ClassificationSpec): RuleKind<ClassStanding> => ({
  looksAtOccurrences,
  decide(input, previous) {
    const { run, version, close } = input;
    const { date, endsAt } = close;
    const { placements, counting, basis = counting.basis, population, figures, cutoffs = [] } = place(input, previous);
    const { assigned, ended, standings, tiers } = assignClasses(placements, previous, date);
    const common = { run, rule: version.rule, version: version.version, date, endsAt, population, cutoffs };
    const counted = { basis, currency: counting.currency, below: 0 };
    const decisions = assigned.map(({ member, ...rest }): Decision => {
      const { customer, tier, value, movements, reason, rank, figures: found } = member;
      const evidence = evidenceOf(movements, counting, EVIDENCE_MAX, member.occurrences);
      const more = { tier, rankTier: tier, value, evidence, reason: reason(), ...(found && { figures: found }) };
      const ranked = rank === undefined ? {} : { rank, share: Math.round((rank / population) * 1e6) / 1e6 };
      return { customer, type: 'TierAssigned', data: { ...common, ...counted, ...rest, ...ranked, ...more } };
    });
    const endings = ended.map(({ customer, tier }): Decision => {
      const why = whyEnded(input, customer);
      return { customer, type: 'TierEnded', data: { run, rule: version.rule, date, tier, why } };
    });
    return {
      ...{ decisions: [...decisions, ...endings], population, cutoffs, kept: standings },
      figures: { tiers, assigned: decisions.length, ended: endings.length, ...figures },
    };
  },
  said: ({ type, data }) => {
    if (type !== 'TierAssigned') return null;
    const { tier, since, figures = {} } = data as { tier: string; since: string; figures?: Record<string, unknown> };
    return { tier, since, mark: markOf(figures) };
  },
  kept: ({ said }) => said as unknown as ClassStanding,
});
