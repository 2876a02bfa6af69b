import type { Fact } from '@rapport/events';
import { hadHappened } from './occurred-by';
import type { CustomerProjection } from './projection';
import type { RuleRuns } from './rule-runs';

/** What a decision about a tier says to a fold of customers, in its data. */
export interface StandingTier {
  readonly rule: string;
  /** Null: of this handle, there is no such customer any more, or none that is judged. */
  readonly tier: string | null;
  /** The day at whose end it was decided. */
  readonly date: string;
  /** About which handle of the customer. */
  readonly about: string;
  /** Whether that is the handle by which the customer goes. */
  readonly own: boolean;
  readonly until: string | null;
  /** Its place in the log without the epoch, which is another one once a log was restored. */
  readonly place: string;
}

/** Positions end with as many digits, behind the epoch. */
const PLACE_LENGTH = 19;
const DECISIONS: ReadonlySet<string> = new Set(['TierAssigned', 'TierEnded']);

/** True of a decision about a tier that the projection wants to be told. */
export const isToldTier = ({ tiersOf }: Pick<CustomerProjection<any>, 'tiersOf'>, { type, data }: Fact): boolean =>
  tiersOf !== undefined && DECISIONS.has(type) && tiersOf.has(String(data['rule']));

/**
 * A decision as a fold of this customer is told it: it happened at each moment from which on it holds, before all else that happened at
 * that moment. Nothing is told of what holds nowhere.
 */
const toldTier = (fact: Fact, runs: RuleRuns, customer: string, position?: string): readonly Fact[] => {
  const { data, type, handle: about } = fact;
  const tier = type === 'TierAssigned' ? String(data['tier']) : null;
  const told = { rule: String(data['rule']), tier, date: String(data['date']), about, own: about === customer };
  const place = fact.position.slice(-PLACE_LENGTH);
  return runs.spansOf(String(data['run']), position).map(({ from, until }) => {
    const standing: StandingTier = { ...told, place, until };
    return { ...fact, occurredAt: from, eventId: '', data: { ...standing } };
  });
};

/**
 * The facts of a customer as a projection is told them: decisions about the tiers that it asks for with the time for which they hold, as
 * of a position; all else as it is.
 */
export const toldFacts = (
  projection: CustomerProjection<any>,
  facts: readonly Fact[],
  runs: RuleRuns | null,
  customer: string,
  position?: string,
): readonly Fact[] => {
  if (projection.tiersOf === undefined) return facts;
  if (runs === null) throw new Error(`${projection.name} asks for tiers, so the runs of its rules must be known`);
  const told = (fact: Fact): readonly Fact[] =>
    toldTier(fact, runs, customer, position).filter((one) => hadHappened(projection, one));
  return facts.flatMap((fact) => (isToldTier(projection, fact) ? told(fact) : fact));
};
