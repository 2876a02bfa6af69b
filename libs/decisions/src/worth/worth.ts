import type { Placed } from '../classes';
import { CLV_CLASSES } from '../clv';
import { sortedInSteps } from '../sorted-in-steps';
import { atOnce, eachInSteps, type Steps } from '../steps';
import { spreadAcquisition, type AcquisitionCost } from './acquisition';
import { paybacks } from './payback';
import { referredValues, type ReferralSide, type ReferredValue } from './referrals';
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
const stepOf = (cents: number, step: number): number => {
  const size = Math.abs(cents);
  return size < 1 ? 0 : Math.sign(cents) * (1 + Math.floor(Math.log(size) / Math.log(1 + step)));
};

/** What is worth an event when it changes: another step of the value, another number of referees. */
export const worthMark = ({ step, referred }: Pick<WorthFound, 'step' | 'referred'>): string => `${step} ${referred?.referees ?? 0}`; // prettier-ignore

interface Ranked<Member> {
  readonly members: readonly Member[];
  /** Value of each in cents. */
  readonly cents: Float64Array;
  readonly acquiringOf: (member: WorthMember) => bigint;
  readonly referred: ReadonlyMap<string, ReferredValue>;
  readonly ends: readonly { readonly tier: string; readonly rank: number }[];
  readonly step: number;
}

/** One customer in their class; most stay where they are, and of them nobody asks for words. */
class Ranking<Member extends WorthMember> implements WorthPlaced<Member> {
  constructor(
    private readonly all: Ranked<Member>,
    private readonly nth: number,
    readonly rank: number,
  ) {}

  get member(): Member {
    return this.all.members[this.nth]!;
  }
  get customer(): string {
    return this.member.customer;
  }
  get tier(): string {
    return this.all.ends.find(({ rank }) => this.rank <= rank)!.tier;
  }
  get value(): string {
    return textOf(BigInt(this.#cents));
  }
  get mark(): string {
    const referees = this.all.referred.get(this.customer)?.referees;
    return worthMark({ step: this.#step, ...(referees && { referred: { referees, value: '' } }) });
  }
  get found(): WorthFound {
    const { costs } = this.member;
    const beside = this.all.referred.get(this.customer);
    return {
      ...{ margin: money(marginOf(this.member)), acquiring: money(this.all.acquiringOf(this.member)) },
      ...{ selling: money(costs.selling), serving: money(costs.serving) },
      ...(beside && { referred: { referees: beside.referees, value: money(beside.value) } }),
      step: this.#step,
    };
  }
  get reason(): () => string {
    return () => {
      const { referred, ...parts } = this.found;
      return worthReason(parts, { rank: this.rank, of: this.all.members.length }, referred);
    };
  }
  get #cents(): number {
    return this.all.cents[this.nth]!;
  }
  get #step(): number {
    return stepOf(this.#cents, this.all.step);
  }
}

/** Who is worth more, of these who bought first, then the handle. */
const byValue =
  (members: readonly WorthMember[], cents: Float64Array) =>
  (a: number, b: number): number => {
    if (cents[a] !== cents[b]) return cents[b]! - cents[a]!;
    const [one, other] = [members[a]!, members[b]!];
    const [first, second] = [one.first?.at ?? '~', other.first?.at ?? '~'];
    return first === second ? (one.customer < other.customer ? -1 : 1) : first < second ? -1 : 1;
  };

const endsOf = (all: number, gains: number): Ranked<never>['ends'] => [
  ...CLV_CLASSES.map(([tier, percent]) => ({ tier, rank: Math.min(gains, Math.ceil((percent * all) / 100)) })),
  ...(gains < all ? [{ tier: LOSS, rank: all }] : []),
];

interface Given {
  readonly costs: readonly AcquisitionCost[];
  readonly referrals: readonly ReferralSide[];
  readonly params: WorthParams;
}

/**
 * Historical lifetime value at the end of a day (domain.md, 5): margin of all purchases − cost of getting, selling to and serving the
 * customer. Classes by rank as those of the predicted value, and `loss` for who cost more than they brought; of equal values who bought first, then
 * the handle, goes first. `members` are all who bought or cost something, in any order.
 */
export const worth = <Member extends WorthMember>(members: readonly Member[], given: Given): WorthOutcome<Member> =>
  atOnce(worthInSteps(members, given));

/** `worth`, in steps. */
export const worthInSteps = function* <Member extends WorthMember>(
  members: readonly Member[],
  { costs, referrals, params }: Given,
): Steps<WorthOutcome<Member>> {
  const { shares, unspread } = spreadAcquisition(members, costs);
  const acquiringOf = ({ customer, costs: own }: WorthMember): bigint => own.acquisition + (shares.get(customer) ?? 0n);
  const cents = new Float64Array(members.length);
  let [nth, gains, total] = [0, 0, 0n];
  yield* eachInSteps(members, (member) => {
    const value = inCents(marginOf(member) - acquiringOf(member) - member.costs.selling - member.costs.serving);
    cents[nth++] = Number(value);
    if (value >= 0n) gains++;
    total += value;
  });
  const order = yield* sortedInSteps(members.length, byValue(members, cents));
  const referred = referredValues(members, referrals);
  const all = { members, cents, acquiringOf, referred, ends: endsOf(members.length, gains), step: params.step };
  const placed: Ranking<Member>[] = [];
  for (const at of order) placed.push(new Ranking(all, at, placed.length + 1));
  const channels = [...paybacks(members, acquiringOf)].map(([channel, { customers, cost, days }]) => {
    const told = { customers, cost: money(cost), perCustomer: money(cost / BigInt(customers)), paybackDays: days };
    return [channel, told] as const;
  });
  return {
    placed,
    boundaries: all.ends.map(({ tier, rank }) => ({ tier, rank, ...(rank > 0 && { value: placed[rank - 1]!.value }) })),
    ...{ total: textOf(total), channels: Object.fromEntries(channels), unspread: money(unspread) },
  };
};
