import { holds, valueOf, type Item } from './conditions';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const lengthOf = (within: string | undefined): number =>
  within === undefined ? Infinity : Number(within.slice(0, -1)) * UNITS[within.at(-1) as 's'];
const timeOf = ({ event }: Item): number => Date.parse(event.occurredAt);

/** In the order of happening; of things at one moment those of earlier steps first. */
const ordered = (items: readonly Item[], rank: (item: Item) => number): Item[] =>
  [...items].sort((a, b) => timeOf(a) - timeOf(b) || rank(a) - rank(b) || (a.event.eventId < b.event.eventId ? -1 : 1));

/** How many steps one customer took, each after the ones before: every beginning is tried. */
export const depth = (items: readonly Item[], steps: readonly any[], within?: string): number => {
  const firstOf = (item: Item): number => steps.findIndex((step) => holds(step, item));
  const line = ordered(items.filter((item) => firstOf(item) >= 0), firstOf); // prettier-ignore
  const from = (start: number): number => {
    let taken = 1;
    for (const item of line.slice(start + 1)) {
      if (timeOf(item) - timeOf(line[start]!) > lengthOf(within)) break;
      if (taken < steps.length && holds(steps[taken], item)) taken += 1;
    }
    return taken;
  };
  return Math.max(0, ...line.map((item, nth) => (holds(steps[0], item) ? from(nth) : 0)));
};

/** Times from one thing to the first other thing after it, in milliseconds: what waits is held in the hand. */
export const between = (items: readonly Item[], { from, to, same }: any, within?: string): number[] => {
  const matters = new Set(items.map((item) => (same ? valueOf(item, same) : '')).filter((one) => one !== undefined));
  return [...matters].flatMap((matter) => {
    const times: number[] = [];
    let waiting: Item | null = null;
    const rank = (item: Item): number => (holds(from, item) ? (holds(to, item) ? 1 : 0) : 2);
    for (const item of ordered(
      items.filter((one) => !same || valueOf(one, same) === matter),
      rank,
    )) {
      if (waiting && timeOf(item) - timeOf(waiting) > lengthOf(within)) waiting = null;
      if (waiting && holds(to, item)) {
        times.push(timeOf(item) - timeOf(waiting));
        waiting = null;
      }
      if (!waiting && holds(from, item)) waiting = item;
    }
    return times;
  });
};
