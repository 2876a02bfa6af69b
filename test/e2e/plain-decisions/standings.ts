import type { Risk } from './cadence';
import type { Place, World } from './world';

/** How somebody stands after a close. */
export interface Standing {
  readonly tier: string;
  readonly rankTier: string;
  readonly below: number;
  readonly since: string;
  /** Of a churn signal: the last day of purchase when it was raised. */
  readonly lastDay?: number;
  readonly place?: Place;
  readonly risk?: Risk;
}
export type Standings = ReadonlyMap<string, Standing>;

const LADDER = ['platinum', 'gold', 'iron', 'lead'];
/** A tier rises at once, and falls at the so many-th close below in a row. */
const stand = (before: Standing | undefined, place: Place, date: string, damping: number): Standing => {
  const { tier: rankTier } = place;
  if (!before) return { tier: rankTier, rankTier, below: 0, since: date, place };
  const [was, is] = [LADDER.indexOf(before.tier), LADDER.indexOf(rankTier)];
  const isBelow = was >= 0 && is > was;
  if (isBelow && before.below + 1 < damping) return { ...before, rankTier, below: before.below + 1, place };
  return { tier: rankTier, rankTier, below: 0, since: before.tier === rankTier ? before.since : date, place };
};

/** Why somebody stands nowhere any more. */
const whyGone = (customer: string, { objectors, people }: World): string =>
  objectors.has(customer) ? 'objected' : people.has(customer) ? 'not-judged' : 'joined';

export interface After {
  readonly now: Standings;
  /** Who stood and does not any more, and why. */
  readonly gone: ReadonlyMap<string, string>;
}

/** What a close of a classification or segment makes of those before; `nobody` is where people come who had a class and never bought after all. */
export const classed = (before: Standings, places: ReadonlyMap<string, Place>, world: World, damping: number, nobody: string | null): After => {
  const [now, gone] = [new Map<string, Standing>(), new Map<string, string>()];
  for (const [customer, place] of places) now.set(customer, stand(before.get(customer), place, world.date, damping));
  for (const [customer, was] of before) {
    if (now.has(customer)) continue;
    const why = whyGone(customer, world);
    if (why !== 'not-judged' || nobody === null) gone.set(customer, why);
    else now.set(customer, stand(was, { tier: nobody, value: null, rank: null, sales: null, figures: {} }, world.date, damping)); // prettier-ignore
  }
  return { now, gone };
}; // prettier-ignore

/** What a close makes of churn signals. */
export const signalled = (before: Standings, risks: ReadonlyMap<string, Risk>, buyers: ReadonlySet<string>, lastDays: ReadonlyMap<string, number>, world: World): After => {
  const [now, gone] = [new Map<string, Standing>(), new Map<string, string>()];
  for (const [customer, was] of before) {
    const risk = risks.get(customer);
    const last = lastDays.get(customer);
    if (!buyers.has(customer)) gone.set(customer, world.objectors.has(customer) ? 'objected' : 'no-longer-known');
    else if (last! > was.lastDay!) gone.set(customer, 'bought-again');
    else if (!risk) gone.set(customer, 'too-few-gaps');
    else if (risk.level === null) gone.set(customer, 'odds-improved');
    else if (risk.level === was.tier) now.set(customer, was);
    else now.set(customer, raised(risk, world.date));
  }
  for (const [customer, risk] of risks) {
    if (!before.has(customer) && risk.level !== null) now.set(customer, raised(risk, world.date));
  }
  return { now, gone };
}; // prettier-ignore
const raised = (risk: Risk, date: string): Standing => ({
  ...{ tier: risk.level!, rankTier: risk.level!, below: 0, since: date },
  ...{ lastDay: risk.lastDay, risk },
});
