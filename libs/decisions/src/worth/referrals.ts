import type { WorthMember } from './worth-member';

/** A side of a referral as it was told. */
export interface ReferralSide {
  readonly customer: string;
  /** What both sides share. */
  readonly referral: string;
  readonly role: 'referrer' | 'referee';
}

/** What those whom somebody referred brought. */
export interface ReferredValue {
  readonly referees: number;
  /** Millionths of the reporting currency. */
  readonly value: bigint;
}

/** Days from a referee's first purchase on that count for the referrer. */
const YEAR = 365;

const firstYearOf = ({ first, margins }: WorthMember): bigint =>
  margins.reduce(
    (sum, { day, margin }) => (first && day >= first.day && day < first.day + YEAR ? sum + margin : sum),
    0n,
  );

/**
 * Referred value (domain.md, 5): margin of direct referees in the 365 days from their first purchase on. It stands beside lifetime
 * value and is never added to it: the referees have it already. Nobody refers themselves; a referee counts once for each referrer.
 */
export const referredValues = (
  members: readonly WorthMember[],
  sides: readonly ReferralSide[],
): ReadonlyMap<string, ReferredValue> => {
  if (sides.length === 0) return new Map();
  const known = new Map(members.map((member) => [member.customer, member]));
  const referees = new Map<string, Set<string>>();
  for (const { customer, referral, role } of sides) {
    if (role !== 'referee') continue;
    const told = referees.get(referral);
    if (told) told.add(customer);
    else referees.set(referral, new Set([customer]));
  }
  const byReferrer = new Map<string, Set<string>>();
  for (const { customer, referral, role } of sides) {
    if (role !== 'referrer') continue;
    const came = byReferrer.get(customer) ?? new Set();
    for (const one of referees.get(referral) ?? []) if (one !== customer) came.add(one);
    byReferrer.set(customer, came);
  }
  return new Map(
    [...byReferrer].flatMap(([customer, came]): [string, ReferredValue][] => {
      const value = [...came].reduce((sum, one) => sum + (known.has(one) ? firstYearOf(known.get(one)!) : 0n), 0n);
      return came.size === 0 ? [] : [[customer, { referees: came.size, value }]];
    }),
  );
};
