import { quantile, sortedSample } from '@rapport/models';
import type { LifecycleParams } from './lifecycle-params';

/** One purchase day in a category; null = no category is named. */
export interface Purchase {
  /** A day number (`dayNumber`). */
  readonly day: number;
  readonly category: string | null;
}

/** How long customers of a category are used to staying away, in days. */
export interface UsualGaps {
  /** The category, or null: all purchases, because it has too few gaps of its own. */
  readonly category: string | null;
  readonly gaps: number;
  readonly lapsingAfter: number;
  readonly lapsedAfter: number;
}

/** Gaps of everybody: of each category between purchase days in it, and of all purchases (null). */
export class GapPool {
  readonly #gaps = new Map<string | null, number[]>([[null, []]]);
  /** When whose last purchase was: one table for all of them, not one for each. */
  readonly #last = new Map<string | null, { customer: number; day: number }>();
  #customer = 0;
  readonly #usual = new Map<string | null, UsualGaps | null>();

  constructor(private readonly params: Pick<LifecycleParams, 'lapsingPercentile' | 'lapsedPercentile' | 'minGaps'>) {}

  /** Counts the gaps of one customer's purchases, earliest first. */
  add(purchases: readonly Purchase[]): void {
    this.#customer++;
    for (const { day, category } of purchases) {
      this.#between(null, day);
      if (category !== null) this.#between(category, day);
    }
  }

  #between(of: string | null, day: number): void {
    const last = this.#last.get(of);
    if (last?.customer !== this.#customer) {
      if (!last) return void this.#last.set(of, { customer: this.#customer, day });
      last.customer = this.#customer;
      last.day = day;
      return;
    }
    const gap = day - last.day;
    last.day = day;
    if (gap === 0) return;
    const gaps = this.#gaps.get(of);
    if (gaps) gaps.push(gap);
    else this.#gaps.set(of, [gap]);
  }

  /** Of a category once everybody is in; null when there are too few gaps altogether. */
  of(category: string | null): UsualGaps | null {
    const known = this.#usual.get(category);
    if (known !== undefined) return known;
    const { lapsingPercentile, lapsedPercentile, minGaps } = this.params;
    const gaps = this.#gaps.get(category) ?? [];
    const own = (): UsualGaps => {
      const sorted = sortedSample(gaps);
      const at = (percentile: number): number => Math.round(quantile(sorted, percentile, 100) * 100) / 100;
      return { category, gaps: gaps.length, lapsingAfter: at(lapsingPercentile), lapsedAfter: at(lapsedPercentile) };
    };
    const usual = gaps.length >= minGaps ? own() : category === null ? null : this.of(null);
    this.#usual.set(category, usual);
    return usual;
  }

  /** What holds for each category that has enough gaps, by name, all purchases first. */
  table(): readonly UsualGaps[] {
    const names = [...this.#gaps.keys()].sort((a, b) => (a === null ? -1 : b === null ? 1 : a < b ? -1 : 1));
    return names.map((name) => this.of(name)).filter((usual, nth) => usual !== null && usual.category === names[nth]) as UsualGaps[]; // prettier-ignore
  }
}
