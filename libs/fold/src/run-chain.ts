import type { Run, Span } from './run';

/** A run and all that it goes on from, one after the other. */
export const chainOf = (run: Run): ReadonlySet<Run> => {
  const chain = new Set<Run>();
  for (let one: Run | null = run; one; one = one.before) chain.add(one);
  return chain;
};

/**
 * When the decisions of a run hold.
 * @param runs in the order of the log; the last one of each day says what holds from its end until the next day that was decided.
 */
export const spansAmong = (runs: readonly Run[], run: Run): readonly Span[] => {
  const goOn = new Set<Run>();
  const last = new Map<string, Run>();
  for (const one of runs) {
    if (one === run || (one.before !== null && goOn.has(one.before))) goOn.add(one);
    last.set(one.date, one);
  }
  const days = [...last.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
  const spans: { from: string; until: string | null }[] = [];
  let open: { from: string; until: string | null } | null = null;
  for (const one of days) {
    if (goOn.has(one)) {
      if (!open) spans.push((open = { from: one.endsAt, until: null }));
    } else if (open) {
      open.until = one.endsAt;
      open = null;
    }
  }
  return spans;
};
