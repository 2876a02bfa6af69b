import { figuresOf, windowFrom } from './books';
import { written } from './money';
import { type Counted, decide, DEFAULTS, standingAt } from './runs';
import type { World } from './world';

type Ran = Pick<Counted, 'date' | 'now'>;

/** A customer who would be elsewhere. */
interface Mover {
  readonly customerId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly firstDay: string;
  readonly since: string;
  readonly value: string | null;
}

/** Every close decided by a draft, from a day on; those before are as they were decided. */
const drafted = (kind: string, params: object, from: string, worlds: readonly World[], truth: readonly Counted[]): readonly Ran[] => {
  const runs: Ran[] = [];
  for (const world of worlds) {
    const { date } = world;
    const before = standingAt(runs, (day) => day < date);
    const decided = truth.find((one) => one.world === world);
    if (date >= from) runs.push({ date, now: decide(kind, params, world, before).now });
    else if (decided) runs.push(decided);
  }
  return runs;
}; // prettier-ignore

/** Who would be where if a draft had decided, and who would have been for a time only. */
export const elsewhere = (kind: string, given: object, from: string, worlds: readonly World[], truth: readonly Counted[]) => {
  const params: any = { ...DEFAULTS[kind], ...given };
  const draft = drafted(kind, given, from, worlds, truth);
  const dates = [...new Set(worlds.map(({ date }) => date))].sort();
  const days = dates.map((date) => ({ date, truth: standingAt(truth, (day) => day <= date), draft: standingAt(draft, (day) => day <= date) })); // prettier-ignore
  const last = days.at(-1)!;
  const newest = worlds.findLast(({ date }) => date === last.date)!;
  const worth = (customer: string): string | null => {
    if (kind === 'cadence') return (last.draft.get(customer)?.risk?.figures['valueAtStake'] as string | undefined) ?? null; // prettier-ignore
    if (kind === 'lifecycle') return null;
    const book = newest.books.get(customer) ?? [];
    return written(figuresOf(book, windowFrom(params.window, newest.day), params.basis, newest.convertTo(params.reportingCurrency)).value); // prettier-ignore
  };
  const differing = [...new Set(days.flatMap((one) => [...one.truth.keys(), ...one.draft.keys()]))].map((customer) => ({
    customer,
    on: days.filter((one) => one.truth.get(customer)?.tier !== one.draft.get(customer)?.tier).map(({ date }) => date),
  }));
  const movers = differing
    .filter(({ on }) => on.at(-1) === last.date)
    .map(({ customer, on }): Mover => {
      const streak = dates.findLastIndex((date) => !on.includes(date)) + 1;
      const [was, is] = [last.truth.get(customer)?.tier ?? null, last.draft.get(customer)?.tier ?? null];
      return { customerId: customer, from: was, to: is, firstDay: on[0]!, since: dates[streak]!, value: worth(customer) }; // prettier-ignore
    });
  const meanwhile = differing.filter(({ on }) => on.length > 0 && on.at(-1) !== last.date).length;
  return { date: last.date, movers, meanwhile };
}; // prettier-ignore

/** Where movers are told otherwise than counted. */
export const unlikeMovers = (counted: readonly Mover[], told: readonly any[]): readonly unknown[] => {
  const wanted = new Map(counted.map((one) => [one.customerId, one]));
  const faults = told.flatMap((one): unknown[] => {
    const want = wanted.get(one.customerId);
    wanted.delete(one.customerId);
    if (!want) return [{ nobodyElseHas: one }];
    const wrong = Object.entries(want).filter(
      ([name, value]) => !(name === 'value' && value === null) && one[name] !== value,
    );
    return wrong.length === 0
      ? []
      : [{ customerId: one.customerId, plain: want, told: { ...one, decision: undefined } }];
  });
  return [...faults, ...[...wanted.values()].map((one) => ({ isMissing: one }))];
};
