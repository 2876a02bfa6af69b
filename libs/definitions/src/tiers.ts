import type { Fact } from '@rapport/events';
import type { StandingTier } from '@rapport/fold';
import { memberOf } from './measures/accumulator';

/** One decision about a tier: of which day and which handle, where it stands in the log, and for how long it holds. */
export interface KeptTier {
  readonly tier: string | null;
  readonly date: string;
  readonly place: string;
  readonly about: string;
  readonly own: boolean;
  readonly from: string;
  readonly until: string | null;
}

/** By rule, what was decided and may matter to what comes later, in one order whatever the order of arrival. */
export type KeptTiers = Readonly<Record<string, readonly KeptTier[]>>;

const isLater = (one: KeptTier, other: KeptTier): boolean =>
  one.date === other.date ? one.place > other.place : one.date > other.date;

/** True when from `now` on nothing can depend on a decision, because another one about the handle holds at least as long. */
const isSettledBy = (one: KeptTier, other: KeptTier): boolean =>
  one.about === other.about &&
  isLater(other, one) &&
  (other.until === null || (one.until !== null && one.until <= other.until));

const order = (one: KeptTier, other: KeptTier): number => {
  if (one.about !== other.about) return one.about < other.about ? -1 : 1;
  if (one.place === other.place) return one.from < other.from ? -1 : 1;
  return isLater(one, other) ? 1 : -1;
};

/** Adds a decision, which the fold is told of in the order of the moments from which on they hold; drops what is over. */
export const withTier = (before: KeptTiers, { occurredAt, data }: Fact): KeptTiers => {
  const { rule, ...said } = data as unknown as StandingTier;
  const { tier, date, place, about, own, until } = said;
  const all = [...(memberOf(before, rule) ?? []), { tier, date, place, about, own, from: occurredAt, until }];
  const running = all.filter((one) => one.until === null || one.until > occurredAt);
  const left = running.filter((one) => !running.some((other) => isSettledBy(one, other)));
  return { ...before, [rule]: left.sort(order) };
};

/**
 * The tier of a rule at a moment, of which everything decided before is kept: of each handle what was decided last, of several
 * handles (joined since) the latest, of one day what is about the handle by which the customer goes. Null when there is none.
 */
export const tierAt = (kept: KeptTiers, rule: string, moment: string): string | null => {
  const last = new Map<string, KeptTier>();
  for (const one of memberOf(kept, rule) ?? []) {
    if (one.from > moment || (one.until !== null && one.until <= moment)) continue;
    const other = last.get(one.about);
    if (!other || isLater(one, other)) last.set(one.about, one);
  }
  let found: KeptTier | undefined;
  for (const one of last.values()) {
    if (one.tier === null) continue;
    if (!found || (one.date === found.date && one.own !== found.own ? one.own : isLater(one, found))) found = one;
  }
  return found?.tier ?? null;
};
