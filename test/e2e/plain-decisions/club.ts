import { dateOf, monthName, monthOf } from './days';
import type { Fact } from './facts';
import { type Convert, millionths, written } from './money';
import { balanceOf, type Month } from './points';
import type { Judge, Place } from './world';

const MILLION = 1_000_000n;
/** A bill was paid late, or is due and not paid, as a close sees it. */
const isLate = (bill: Fact, payments: readonly Fact[], endsAt: number): boolean => {
  const own = payments.filter(({ source, data }) => source === bill.source && data['billId'] === bill.data['billId']);
  const said = own.filter(({ data }) => data['late'] !== undefined).map(({ data }) => data['late']);
  if (said.length > 0) return said.includes(true);
  if (bill.data['dueAt'] === undefined) return false;
  const dueAt = Date.parse(bill.data['dueAt']);
  if (dueAt >= endsAt) return false;
  const paid = own.filter(({ at }) => at <= dueAt).reduce((sum, { data }) => sum + millionths(data['amount']), 0n);
  return paid < millionths(bill.data['amount']);
};

/** Months of one member from that of the first bill to the last one that is over. */
const monthsOf = (bills: readonly Fact[], payments: readonly Fact[], endsAt: number, last: number, perPoint: number, convert: Convert): readonly Month[] => {
  const isOf = ({ data, day }: Fact): number => monthOf(data['periodFrom'] ?? dateOf(day));
  const first = Math.min(last, ...bills.map(isOf));
  return Array.from({ length: last - first + 1 }, (_, nth) => {
    const own = bills.filter((bill) => isOf(bill) === first + nth);
    const billed = own.reduce((sum, { data, at }) => sum + (convert(millionths(data['amount']), data['currency'], at) ?? 0n), 0n); // prettier-ignore
    const points = Number(billed / (BigInt(perPoint) * MILLION));
    return { month: first + nth, billed, points, late: own.some((bill) => isLate(bill, payments, endsAt)) };
  });
}; // prettier-ignore

/** Full calendar months from a day to the end of a month. */
const tenureOf = (since: string, month: number): number =>
  Math.max(0, month - monthOf(since) + (since.endsWith('-01') ? 1 : 0));

/** The club by month: the level by all bills, and the score of the last month that is over. */
export const club: Judge = ({ facts, day, endsAt, convertTo }, params) => {
  const { perPoint, discounts, levels, latenessResetsTenure, pointsLastMonths, reportingCurrency } = params;
  const convert = convertTo(reportingCurrency);
  const last = monthOf(dateOf(day + 1)) - 1;
  const own = new Map<string, Fact[]>();
  for (const fact of facts) if (fact.customer !== '') own.set(fact.customer, [...(own.get(fact.customer) ?? []), fact]);
  return new Map(
    [...own].flatMap(([customer, mine]): [string, Place][] => {
      const of = (name: string): readonly Fact[] => mine.filter(({ type }) => type === name);
      const bills = of('BillIssued');
      if (bills.length === 0) return [];
      const value = bills.reduce((sum, { data, at }) => sum + (convert(millionths(data['amount']), data['currency'], at) ?? 0n), 0n); // prettier-ignore
      const months = monthsOf(bills, of('BillPaid'), endsAt, last, perPoint, convert);
      const begun = of('ContractStarted').map(({ data, day: on }): string => data['startsOn'] ?? dateOf(on)).sort()[0] ?? bills.map(({ data, day: on }): string => data['periodFrom'] ?? dateOf(on)).sort()[0]!; // prettier-ignore
      const lateBefore = months.findLast(({ month, late }) => late && month <= last)?.month;
      const since = latenessResetsTenure && lateBefore !== undefined ? [begun, `${monthName(lateBefore + 1)}-01`].sort()[1]! : begun; // prettier-ignore
      const now = months.at(-1)!;
      const tenureMonths = tenureOf(since, last);
      const score = now.late ? 0 : tenureMonths + now.points;
      const discountPercent = discounts.findLast(({ from }: any) => score >= from)?.percent ?? 0;
      const redeemed = of('PointsRedeemed').map(({ data, day: on }) => ({ day: on, points: data['points'] as number }));
      const unconverted = bills.filter(({ data, at }) => convert(millionths(data['amount']), data['currency'], at) === null).length; // prettier-ignore
      const figures = { unconverted, month: monthName(last), tenureMonths, bill: written(now.billed), points: now.points, late: now.late, score, discountPercent, ...balanceOf(months, redeemed, pointsLastMonths, day) }; // prettier-ignore
      const tier = levels.findLast(({ from }: any) => value >= BigInt(from) * MILLION)?.name;
      return [[customer, { tier, value, rank: null, sales: null, figures }]];
    }),
  );
};
