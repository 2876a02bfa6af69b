import { assignInSteps, lazily, type ClassStanding, type Placed } from '@rapport/decisions';
import { canonicalOnce } from '@rapport/events';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, type Counting } from './figures';
import type { Occurrence } from './occurrences';
import { leftOutOf, leftOutReason, type LeftOut } from './left-out';
import { inSteps } from './unhurried';
import { whyEnded, type MaybeSteps, type Decision, type RuleInput, type RuleKind } from './rule';

/** A customer's class at a close, as the rule put them into it. */
export interface Place extends Placed {
  /** Why, in words. */
  readonly reason: () => string;
}

/** What a decision tells of a customer besides their class. Most stay where they are: of them nobody asks. */
export interface Told {
  /** In the window, a decimal text in the currency that is counted in. */
  readonly value: string;
  /** What the class rests on besides sales. */
  readonly occurrences?: readonly Occurrence[];
  /** By value, where the rule ranks. */
  readonly rank?: number;
  /** What else the rule looked at. */
  readonly figures?: object | undefined;
  /** What the value is without, where it does not come from sales. */
  readonly leftOut?: LeftOut | undefined;
}

/** Everybody in their classes. */
export interface Placements<Its extends Place> {
  /** All customers that the rule knows, each once; gone through once. */
  readonly placed: Iterable<Its>;
  readonly counting: Counting;
  /** True for a kind that rests on no sales. */
  readonly withoutSales?: boolean;
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
export interface ClassificationSpec<Its extends Place> {
  readonly looksAtOccurrences?: boolean;
  readonly looksAtCosts?: boolean;
  /** Puts everybody into a class. @param previous how everybody stood after the close before. */
  place(input: RuleInput, previous: ReadonlyMap<string, ClassStanding>): MaybeSteps<Placements<Its>>;
  told(place: Its): Told;
  /** The mark that a decision speaks of, from its figures. */
  markOf?(figures: Readonly<Record<string, unknown>>): string;
}

/** A kind of rule that puts every customer into one class. Changes are `TierAssigned`, as those of a ranking are. */
export const classification = <Its extends Place>({
  place,
  told,
  markOf = () => '',
  looksAtOccurrences = false,
  looksAtCosts = false,
}: ClassificationSpec<Its>): RuleKind<ClassStanding> => ({
  looksAtOccurrences,
  looksAtCosts,
  *decide(input, previous) {
    const { run, version, close } = input;
    const { date, endsAt } = close;
    const { placed, counting, withoutSales, basis = counting.basis, population, figures, cutoffs = [] } = yield* inSteps(place(input, previous)); // prettier-ignore
    const { assigned, ended, standings, tiers } = yield* assignInSteps(placed, previous, date);
    const { rule, version: number } = version;
    const { currency } = counting;
    const cuts = canonicalOnce(cutoffs);
    const decisions = lazily(function* (): Generator<Decision> {
      for (const { member, since, previousTier } of assigned) {
        const { customer, tier, reason } = member;
        const { value, occurrences, rank, figures: found, leftOut: own } = told(member);
        const movements = withoutSales ? [] : (input.books.get(customer) ?? []);
        const leftOut = own ?? leftOutOf(movements, counting);
        // All members at once and in canonical order: of a close there may be millions. Absent ones are undefined.
        // prettier-ignore
        const data = {
          basis, below: 0, currency, cutoffs: cuts, date, endsAt,
          evidence: evidenceOf(movements, counting, EVIDENCE_MAX, occurrences),
          figures: leftOut ? { ...found, ...leftOut } : found,
          population, previousTier, rank, rankTier: tier,
          reason: leftOut ? `${reason()}; ${leftOutReason(leftOut)}` : reason(),
          rule, run,
          share: rank === undefined ? undefined : Math.round((rank / population) * 1e6) / 1e6,
          since, tier, value, version: number,
        };
        yield { customer, type: 'TierAssigned', data };
      }
      for (const { customer, tier } of ended) {
        const why = whyEnded(input, customer);
        yield { customer, type: 'TierEnded', data: { run, rule, date, tier, why } };
      }
    }, assigned.length + ended.length);
    return {
      ...{ decisions, population, cutoffs, kept: standings },
      figures: { tiers, assigned: assigned.length, ended: ended.length, ...figures },
    };
  },
  said: ({ type, data }) => {
    if (type !== 'TierAssigned') return null;
    const { tier, since, figures = {} } = data as { tier: string; since: string; figures?: Record<string, unknown> };
    return { tier, since, mark: markOf(figures) };
  },
  kept: ({ said }) => said as unknown as ClassStanding,
});
