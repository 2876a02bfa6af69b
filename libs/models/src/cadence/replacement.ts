/** One thing that somebody bought: how many days until they bought the next of its kind, or how long they have had it. */
export interface Usage {
  readonly days: number;
  readonly replaced: boolean;
}

/** What is known after so many days. */
export interface ReplacementStep {
  readonly days: number;
  /** Share replaced by then. */
  readonly replaced: number;
}

/** How things of one kind are replaced over time. */
export interface ReplacementCycle {
  readonly steps: readonly ReplacementStep[];
  /** Share that is replaced within so many days. */
  within(days: number): number;
  /** Days by which a share is replaced; null when the past does not reach so far. */
  daysUntil(share: number): number | null;
}

/**
 * The replacement cycle of a kind of product, from those that were replaced and those still in use: Kaplan & Meier 1958, "Nonparametric
 * estimation from incomplete observations", JASA 53. Leaving the second out would make every cycle too short.
 * @throws RangeError when days are not finite and from 0
 */
export const replacementCycle = (usages: readonly Usage[]): ReplacementCycle => {
  if (!usages.every(({ days }) => days >= 0 && Number.isFinite(days)))
    throw new RangeError('days in use must be finite, from 0');
  const sorted = [...usages].sort((one, other) => one.days - other.days);
  const steps: ReplacementStep[] = [];
  let kept = 1;
  for (let from = 0; from < sorted.length;) {
    const { days } = sorted[from]!;
    let [to, replaced] = [from, 0];
    while (to < sorted.length && sorted[to]!.days === days) if (sorted[to++]!.replaced) replaced++;
    if (replaced > 0) steps.push({ days, replaced: 1 - (kept *= 1 - replaced / (sorted.length - from)) });
    from = to;
  }
  return {
    steps,
    within: (days) => steps.findLast((step) => step.days <= days)?.replaced ?? 0,
    daysUntil: (share) => steps.find((step) => step.replaced >= share - 1e-12)?.days ?? null,
  };
};
