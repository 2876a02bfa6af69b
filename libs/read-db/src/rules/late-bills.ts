import { toMicros } from './money';
import type { Occurrence } from './occurrences';

/**
 * Whether a bill was paid late, or is not paid though it was due. Where the source says so of a payment, it is right; else a
 * bill is late when the payments by its due time come to less than it. One without a due time is never late by itself.
 */
export const isLate = (bill: Occurrence, payments: readonly Occurrence[], to: number): boolean => {
  const said = payments.filter(({ about }) => about['late'] !== undefined);
  if (said.some(({ about }) => about['late'] === 'true')) return true;
  const dueAt = bill.about['dueAt'] ?? payments.find(({ about }) => about['dueAt'] !== undefined)?.about['dueAt'];
  const due = dueAt === undefined ? Infinity : Date.parse(dueAt);
  if (said.length > 0 || due >= to) return false;
  const inTime = payments.filter(({ at }) => at <= due);
  const paid = inTime.reduce((sum, { about }) => sum + toMicros(about['amount'] ?? '0'), 0n);
  return paid < toMicros(bill.about['amount'] ?? '0');
};

/** Payments by the bill that they pay. */
export const byBill = (payments: readonly Occurrence[]): ReadonlyMap<string, readonly Occurrence[]> => {
  const found = new Map<string, Occurrence[]>();
  for (const payment of payments) {
    const bill = payment.about['bill'] ?? '';
    const list = found.get(bill);
    if (list) list.push(payment);
    else found.set(bill, [payment]);
  }
  return found;
};
