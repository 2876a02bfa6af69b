import { compareDecimal } from '@rapport/events';
import type { Placed } from './classes';
import { fullMonths, lastFullMonth, monthOf, monthText, type Month } from './club-months';
import type { ClubParams } from './club-params';
import { pointsLedger, type PointsOf } from './club-points';
import { clubReason, type ClubEntry } from './club-reason';
export type { ClubEntry } from './club-reason';
import { placesFor, scaled, unscaled } from './exact';

/** A bill as the club counts it. */
export interface ClubBill {
  /** The month that it is for: `2026-03`. */
  readonly month: string;
  /** In the reporting currency, a decimal text; not negative. */
  readonly amount: string;
  /** Paid late, or not paid though it was due before the close. */
  readonly isLate: boolean;
}

/** One member as the club sees them. */
export interface ClubMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** The day since which they are with us (`2026-03-14`). */
  readonly since: string;
  readonly bills: readonly ClubBill[];
  /** Points that they redeemed up to the close, by month. */
  readonly redeemed: readonly PointsOf[];
}

export interface ClubPlaced<Member extends ClubMember = ClubMember> extends Placed {
  readonly member: Member;
  /** All bills of all time. */
  readonly spent: string;
  readonly found: ClubEntry;
  /** Why, in words; made only where somebody is told. */
  readonly reason: () => string;
}

const sumOf = (amounts: readonly string[]): string => {
  const places = placesFor(amounts);
  return unscaled(
    amounts.reduce((sum, amount) => sum + scaled(amount, places), 0n),
    places,
  );
};

/** Points of a bill: one for each whole `perPoint`. */
const pointsOf = (bill: string, perPoint: number): number => {
  const places = placesFor([bill]);
  return Number(scaled(bill, places) / (BigInt(perPoint) * 10n ** BigInt(places)));
};

/** The day from which tenure counts: that of the first contract, or the month after the last late one up to `month`. */
const tenureFrom = ({ since, bills }: ClubMember, month: Month, resets: boolean): string => {
  const late = resets ? bills.filter((bill) => bill.isLate && monthOf(bill.month) <= month) : [];
  if (late.length === 0) return since;
  const after = `${monthText(Math.max(...late.map((bill) => monthOf(bill.month))) + 1)}-01`;
  return after > since ? after : since;
};

/** Points of all months that are over; a month that was paid late has none. */
const accruedBy = ({ bills }: ClubMember, until: Month, perPoint: number): readonly PointsOf[] => {
  const months = new Map<string, ClubBill[]>();
  for (const one of bills) {
    const known = months.get(one.month);
    if (known) known.push(one);
    else months.set(one.month, [one]);
  }
  return [...months].flatMap(([name, own]) => {
    const month = monthOf(name);
    if (month >= until || own.some(({ isLate }) => isLate)) return [];
    return [{ month, points: pointsOf(sumOf(own.map(({ amount }) => amount)), perPoint) }];
  });
};

const entryOf = (member: ClubMember, month: Month, params: ClubParams): ClubEntry => {
  const name = monthText(month);
  const own = member.bills.filter((bill) => bill.month === name);
  const bill = sumOf(own.map(({ amount }) => amount));
  const late = own.some(({ isLate }) => isLate);
  const tenureMonths = fullMonths(tenureFrom(member, month, params.latenessResetsTenure), month);
  const points = pointsOf(bill, params.perPoint);
  const score = late ? 0 : tenureMonths + points;
  const discountPercent = params.discounts.findLast(({ from }) => score >= from)?.percent ?? 0;
  const until = month + 1;
  const accrued = accruedBy(member, until, params.perPoint);
  const ledger = pointsLedger(accrued, member.redeemed, { until, lastMonths: params.pointsLastMonths });
  return { month: name, tenureMonths, bill, points, late, score, discountPercent, ...ledger };
};

/** What is worth an event of its own when it changes: each month, whatever makes its score another one, and points that come and go. */
export const clubMark = ({ month, score, discountPercent, ...points }: ClubMarked): string =>
  `${month} ${score} ${discountPercent} ${points.accrued}-${points.redeemed}-${points.expired}`;
type ClubMarked = Pick<ClubEntry, 'month' | 'score' | 'discountPercent' | 'accrued' | 'redeemed' | 'expired'>;

/**
 * The loyalty club at the end of a day (domain.md, 4.6): score(m) = full months of tenure + whole tens of the month's bill, 0
 * when a bill of the month was paid late; the table gives the discount of the month after. The class is the level by lifetime
 * spend. Each month is a decision; when a bill, a payment or a correction makes the score of the month another one, or points are redeemed or expire, so is that.
 */
export const club = <Member extends ClubMember>(
  members: readonly Member[],
  { date, ...params }: { readonly date: string } & ClubParams,
): readonly ClubPlaced<Member>[] => {
  const month = lastFullMonth(date);
  return members.map((member): ClubPlaced<Member> => {
    const found = entryOf(member, month, params);
    const spent = sumOf(member.bills.map(({ amount }) => amount));
    const level = params.levels.findLast(({ from }) => compareDecimal(spent, from) >= 0) ?? params.levels[0]!;
    return {
      ...{ member, customer: member.customer, tier: level.name, mark: clubMark(found) },
      ...{ spent, found, reason: () => clubReason(found, spent) },
    };
  });
};
