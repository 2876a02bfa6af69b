import { readRuleParams } from '@rapport/decisions';
import type { Append } from '@rapport/event-store';
import { addDays, type RuleKindName } from '@rapport/events';
import type { Random } from '@rapport/testing';
import { SINCE_EVER } from '../rules/default-rules';
import { versionEvent } from '../rules/rule-event';
import { bought, calledOff, corrected, ended, gaveBack, joined, retracted, told } from '../rules/world/ledger';

const FIRST = '2026-01-01';

/** A version of a rule as it is published; `at` is its number. */
export const published = (
  rule: string,
  kind: RuleKindName,
  params: object,
  at = 1,
  effectiveFrom: string = SINCE_EVER,
): Append => {
  const read = readRuleParams(kind, { ...params }, 'EUR');
  if (!read.ok) throw new Error(read.faults.join('; '));
  const said = { rule, version: at, kind, params: { ...params }, effectiveFrom, reason: 'a spec' };
  const { stream, event } = versionEvent(said, 'spec', '2026-01-01T00:00:00.000Z');
  return { stream, expected: at - 1, events: [event] };
};

/**
 * A history of a few persons: what they buy, give back and call off, bills, interest; some of it late, corrected or taken back; joins and
 * splits; and closes, every few days, some out of order and some for the second time.
 */
export const makeHistory = (random: Random, days: number, persons: number): readonly Append[] => {
  const history: Append[] = [];
  const orders: { readonly id: string; readonly of: number; readonly at: string }[] = [];
  const closed = new Map<string, number>();
  const links = new Map<string, { linked: boolean; generation: number }>();
  let count = 0;
  const close = (date: string): void => {
    const before = closed.get(date) ?? 0;
    closed.set(date, before + 1);
    history.push(ended(date, before));
  };
  const late = (day: number): string => addDays(FIRST, random.below(4) === 0 ? random.below(day + 1) : day);
  const something = (day: number): void => {
    const id = `e${count++}`;
    const [of, at] = [1 + random.below(persons), late(day)];
    const amount = `${1 + random.below(90)}.50`;
    const known = orders.length > 0 ? random.pick(orders) : null;
    const kind = random.below(12);
    if (kind === 0 && known) history.push(gaveBack(id, known.of, at, '1.25', known.id));
    else if (kind === 1 && known) history.push(calledOff(id, known.of, at, known.id));
    else if (kind === 2 && known) history.push(retracted(id, known.of, at, known.id));
    else if (kind === 3 && known)
      history.push(corrected(id, known.of, at, known.id, { orderId: known.id, currency: 'EUR', amount }));
    else if (kind === 4) history.push(told({ id, type: 'CheckoutStarted', of, at, data: {}, channel: 'web' }));
    else if (kind < 7)
      history.push(
        told({ id, type: 'BillIssued', of, at, data: { billId: id, currency: 'EUR', amount }, channel: 'business' }),
      );
    else {
      orders.push({ id, of, at });
      history.push(bought(id, of, at, amount));
    }
  };
  const regroup = (): void => {
    const [a, b] = random.shuffle(Array.from({ length: persons }, (_, n) => n + 1)).slice(0, 2).sort((x, y) => x - y) as [number, number]; // prettier-ignore
    const link = links.get(`${a} ${b}`) ?? { linked: false, generation: 0 };
    const next = { linked: !link.linked, generation: link.generation + 1 };
    links.set(`${a} ${b}`, next);
    history.push(joined(a, b, next.generation, next.linked));
  };
  for (let day = 0; day < days; day++) {
    for (let n = random.below(4); n > 0; n--) something(day);
    if (random.below(6) === 0) regroup();
    if (random.below(3) > 0) continue;
    close(addDays(FIRST, day));
    if (random.below(5) === 0) close(addDays(FIRST, random.below(day + 1)));
  }
  close(addDays(FIRST, days));
  return history;
};
