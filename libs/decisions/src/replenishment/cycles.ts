import { replacementCycle, type Usage } from '@rapport/models';

/** When somebody bought a thing. */
export interface BoughtDays {
  /** Category or article. */
  readonly item: string;
  /** Day numbers, rising, each once. */
  readonly days: readonly number[];
}

/** How things of one kind are replaced. */
export interface ItemCycle {
  /** Days by which half of them are replaced, of those still in use a part (Kaplan–Meier). */
  readonly medianDays: number;
  /** Replacements that were seen. */
  readonly replacements: number;
}

/**
 * The replacement cycle of each thing that was replaced often enough and of which half is replaced in the end, from what everybody
 * bought until the close (a day number).
 */
export const itemCycles = (
  bought: Iterable<readonly BoughtDays[]>,
  close: number,
  minReplacements: number,
): ReadonlyMap<string, ItemCycle> => {
  const usages = new Map<string, Usage[]>();
  for (const one of bought) {
    for (const { item, days } of one) {
      let list = usages.get(item);
      if (!list) usages.set(item, (list = []));
      for (let nth = 1; nth < days.length; nth++) list.push({ days: days[nth]! - days[nth - 1]!, replaced: true });
      list.push({ days: close - days.at(-1)!, replaced: false });
    }
  }
  const cycles = new Map<string, ItemCycle>();
  for (const [item, all] of usages) {
    const replacements = all.reduce((sum, { replaced }) => sum + Number(replaced), 0);
    if (replacements < minReplacements) continue;
    const medianDays = replacementCycle(all).daysUntil(0.5);
    if (medianDays !== null && medianDays > 0) cycles.set(item, { medianDays, replacements });
  }
  return cycles;
};
