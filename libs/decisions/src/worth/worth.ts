import type { Placed } from '../classes';
import { CLV_CLASSES } from '../clv';
import { spreadAcquisition, type AcquisitionCost } from './acquisition';
import { paybacks } from './payback';
import { referredValues, type ReferralSide } from './referrals';
import { marginOf, type WorthMember } from './worth-member';
import type { WorthParams } from './worth-params';
import { worthReason } from './worth-reason';

/** What a value is made of: decimal texts in the reporting currency. */
export interface WorthFound {
  readonly margin: string;
  readonly acquiring: string;
  readonly selling: string;
  readonly serving: string;
  /** What direct referees brought in their first 365 days; beside the value, not in it. */
  readonly referred?: { readonly referees: number; readonly value: string };
  /** Which step the value is on: another one is told. */
  readonly step: number;
}

export interface WorthPlaced<Member extends WorthMember = WorthMember> extends Placed {
  readonly member: Member;
  /** A decimal text; negative for who cost more than they brought. */
  readonly value: string;
  readonly rank: number;
  readonly found: WorthFound;
  readonly reason: () => string;
}

export interface WorthOutcome<Member extends WorthMember> {
  /** By rank, the most valuable first. */
  readonly placed: readonly WorthPlaced<Member>[];
  readonly boundaries: readonly { readonly tier: string; readonly rank: number; readonly value?: string }[];
  readonly total: string;
  /** By the channel of the first purchase: how many, what getting them cost, each, and days until that had come back (null = not yet). */
  readonly channels: Readonly<Record<string, { readonly customers: number; readonly cost: string; readonly perCustomer: string; readonly paybackDays: number | null }>>; // prettier-ignore
  /** Costs of getting customers by which nobody came. */
  readonly unspread: string;
}

/** The class of who cost more than they brought. */
export const LOSS = 'loss';
const CENT = 10_000n;

/** Millionths in cents, half away from zero. */
const inCents = (micros: bigint): bigint =>
  micros < 0n ? -((-micros + CENT / 2n) / CENT) : (micros + CENT / 2n) / CENT;
const textOf = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const money = (micros: bigint): string => textOf(inCents(micros));

/** Steps of equal ratio, the same on both sides of nothing. */
const stepOf = (cents: bigint, step: number): number => {
  const size = Math.abs(Number(cents));
  return size < 1 ? 0 : Math.sign(Number(cents)) * (1 + Math.floor(Math.log(size) / Math.log(1 + step)));
};

/** What is worth an event when it changes: another step of the value, another number of referees. */
export const worthMark = ({ step, referred }: Pick<WorthFound, 'step' | 'referred'>): string => `${step} ${referred?.referees ?? 0}`; // prettier-ignore

interface Costed<Member> {
  readonly member: Member;
  readonly margin: bigint;
  readonly acquiring: bigint;
  readonly cents: bigint;
}

const byValue = <Member extends WorthMember>(a: Costed<Member>, b: Costed<Member>): number => {
  if (a.cents !== b.cents) return a.cents > b.cents ? -1 : 1;
  const [first, second] = [a.member.first?.at ?? '~', b.member.first?.at ?? '~'];
  return first === second ? (a.member.customer < b.member.customer ? -1 : 1) : first < second ? -1 : 1;
};

/**
 * Historical lifetime value at the end of a day (domain.md, 5): margin of all purchases − cost of getting, selling to and serving the
 * customer. Classes by rank as those of the predicted value, and `loss` for who cost more than they brought; of equal values who bought first, then
 * the handle, goes first. `members` are all who bought or cost something, in any order.
 */
export const worth = <Member extends WorthMember>(
  members: readonly Member[],
  given: {
    readonly costs: readonly AcquisitionCost[];
    readonly referrals: readonly ReferralSide[];
    readonly params: WorthParams;
  },
): WorthOutcome<Member> => {
  const { shares, unspread } = spreadAcquisition(members, given.costs);
  const acquiringOf = ({ customer, costs }: WorthMember): bigint => costs.acquisition + (shares.get(customer) ?? 0n);
  const referred = referredValues(new Map(members.map((member) => [member.customer, member])), given.referrals);
  const ranked = members
    .map((member): Costed<Member> => {
      const [margin, acquiring] = [marginOf(member), acquiringOf(member)];
      return {
        member,
        margin,
        acquiring,
        cents: inCents(margin - acquiring - member.costs.selling - member.costs.serving),
      };
    })
    .sort(byValue);
  const gains = ranked.filter(({ cents }) => cents >= 0n).length;
  const ends = [
    ...CLV_CLASSES.map(([tier, percent]) => ({ tier: tier as string, rank: Math.min(gains, Math.ceil((percent * ranked.length) / 100)) })),
    ...(gains < ranked.length ? [{ tier: LOSS, rank: ranked.length }] : []),
  ]; // prettier-ignore
  const placed = ranked.map(({ member, margin, acquiring, cents }, nth): WorthPlaced<Member> => {
    const { customer, costs } = member;
    const beside = referred.get(customer);
    const step = stepOf(cents, given.params.step);
    const parts = { margin: money(margin), acquiring: money(acquiring), selling: money(costs.selling), serving: money(costs.serving) }; // prettier-ignore
    const told = beside && { referees: beside.referees, value: money(beside.value) };
    return {
      ...{ member, customer, value: textOf(cents), rank: nth + 1, mark: worthMark({ step, ...(told && { referred: told }) }) },
      tier: ends.find(({ rank }) => nth < rank)!.tier,
      found: { ...parts, ...(told && { referred: told }), step },
      reason: () => worthReason(parts, { rank: nth + 1, of: ranked.length }, told),
    }; // prettier-ignore
  });
  const channels = [...paybacks(members, acquiringOf)].map(([channel, { customers, cost, days }]) => {
    const told = { customers, cost: money(cost), perCustomer: money(cost / BigInt(customers)), paybackDays: days };
    return [channel, told] as const;
  });
  return {
    placed,
    boundaries: ends.map(({ tier, rank }) => ({ tier, rank, ...(rank > 0 && { value: placed[rank - 1]!.value }) })),
    total: textOf(ranked.reduce((sum, { cents }) => sum + cents, 0n)),
    ...{ channels: Object.fromEntries(channels), unspread: money(unspread) },
  };
};
