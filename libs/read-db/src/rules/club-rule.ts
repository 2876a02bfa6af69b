import {
  club,
  clubMark,
  monthOf,
  readClubParams,
  type ClubBill,
  type ClubEntry,
  type ClubMember,
} from '@rapport/decisions';
import { classification } from './classification';
import type { Counting } from './figures';
import { byBill, isLate } from './late-bills';
import { fromMicros, toMicros } from './money';
import type { Occurrence } from './occurrences';
import { paramsOf } from './params-of';

interface Member extends ClubMember {
  readonly occurrences: readonly Occurrence[];
  readonly unconverted: number;
}

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

const memberOf = (customer: string, all: readonly Occurrence[], { to, currency, rates }: Counting): Member | null => {
  const until = all.filter(({ at }) => at < to);
  const issued = until.filter(({ kind }) => kind === 'bill');
  if (issued.length === 0) return null;
  const contracts = until.filter(({ kind }) => kind === 'contract');
  const paid = until.filter(({ kind }) => kind === 'paid');
  const paymentsOf = byBill(paid);
  let unconverted = 0;
  const bills = issued.map((bill): ClubBill => {
    const { about, occurredAt, day } = bill;
    const amount = rates.convert(toMicros(about['amount']!), about['currency']!, currency, occurredAt);
    if (amount === null) unconverted++;
    const month = (about['periodFrom'] ?? dayText(day)).slice(0, 7);
    // Whether it was paid in time is known also where nobody knows what it comes to.
    return { month, amount: fromMicros(amount ?? 0n), isLate: isLate(bill, paymentsOf.get(about['bill']!) ?? [], to) };
  });
  const begun = contracts.length > 0 ? contracts : issued;
  const since = begun.map(({ about, day }) => about['startsOn'] ?? about['periodFrom'] ?? dayText(day)).sort()[0]!;
  const spent = until.filter(({ kind }) => kind === 'redeemed');
  const redeemed = spent.map(({ about, day }) => ({ month: monthOf(dayText(day)), points: Number(about['points']) }));
  return { customer, since, bills, redeemed, unconverted, occurrences: [...contracts, ...issued, ...paid, ...spent] };
};

/** A loyalty club (libs/decisions/src/club.ts) over bills, payments and contracts. Whoever never had a bill is no member. */
export const clubRule = classification({
  looksAtOccurrences: true,
  place(input) {
    const { close, rates, occurrences } = input;
    const params = paramsOf(input, readClubParams);
    const to = Date.parse(close.endsAt);
    const counting: Counting = { from: -Infinity, to, basis: 'net', currency: params.reportingCurrency, rates };
    const members = [...occurrences].flatMap(([customer, all]) => memberOf(customer, all, counting) ?? []);
    const placed = club(members, { date: close.date, ...params });
    const late = placed.filter(({ found }) => found.late).length;
    const unconverted = members.reduce((sum, member) => sum + member.unconverted, 0);
    const counted = { counting, basis: 'billed', withoutSales: true, population: members.length };
    return { placed, ...counted, figures: { late, unconverted } };
  },
  told: ({ member: { occurrences, unconverted }, spent, found }) => ({
    ...{ value: spent, occurrences, figures: found },
    ...(unconverted > 0 && { leftOut: { unconverted } }),
  }),
  markOf: (figures) => clubMark(figures as unknown as ClubEntry),
});
