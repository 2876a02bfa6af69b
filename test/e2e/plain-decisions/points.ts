import { monthName, numberOf } from './days';

/** A month of a member, with what was billed in it; late = a bill of it was paid late. */
export interface Month {
  readonly month: number;
  readonly billed: bigint;
  readonly points: number;
  readonly late: boolean;
}

/** The book of points, day by day: points come when their month is over, are spent oldest first, and go with the end of a month. */
export const balanceOf = (months: readonly Month[], redeemed: readonly { readonly day: number; readonly points: number }[], lastMonths: number, until: number) => {
  const firstDay = (month: number): number => numberOf(`${monthName(month)}-01`);
  const lots: { month: number; left: number }[] = [];
  let [accrued, spent, expired, owed] = [0, 0, 0, 0];
  const days = [...redeemed.map(({ day }) => day), ...months.map(({ month }) => firstDay(month + 1))];
  for (let day = Math.min(until + 1, ...days); day <= until + 1; day++) {
    for (const { month, points, late } of months) {
      if (firstDay(month + 1) !== day || late || points <= 0) continue;
      accrued += points;
      const toOwed = Math.min(owed, points);
      owed -= toOwed;
      lots.push({ month, left: points - toOwed });
    }
    for (const lot of lots) {
      if (lastMonths === 0 || firstDay(lot.month + lastMonths + 1) !== day) continue;
      expired += lot.left;
      lot.left = 0;
    }
    for (const one of redeemed) {
      if (one.day !== day || day > until) continue;
      spent += one.points;
      let open = one.points;
      for (const lot of lots) {
        const taken = Math.min(open, lot.left);
        lot.left -= taken;
        open -= taken;
      }
      owed += open;
    }
  }
  return { accrued, redeemed: spent, expired, balance: accrued - spent - expired };
}; // prettier-ignore
