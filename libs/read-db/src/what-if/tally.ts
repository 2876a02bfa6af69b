import { fromMicros } from '../rules/money';
import type { Apart } from './apart';
import type { Flow, WhatIfResult } from './what-if';

interface Counted extends Pick<Apart, 'from' | 'to'> {
  count: number;
  value: bigint;
}

/** Counts who is where, who moved, and what that is worth. */
export class Tally {
  readonly #live = new Map<string, number>();
  readonly #draft = new Map<string, number>();
  readonly #flows = new Map<string, Counted>();
  /** Who was elsewhere for a time only. */
  meanwhile = 0;

  /** Somebody is in a place, in truth or by the draft. */
  place(side: 'live' | 'draft', place: string | null): void {
    const places = side === 'live' ? this.#live : this.#draft;
    if (place !== null) places.set(place, (places.get(place) ?? 0) + 1);
  }

  /** Somebody moves, and is worth so many millionths. */
  move({ from, to }: Apart, value: bigint): void {
    const mark = JSON.stringify([from, to]);
    const flow = this.#flows.get(mark) ?? { from, to, count: 0, value: 0n };
    flow.count++;
    flow.value += value;
    this.#flows.set(mark, flow);
  }

  /** Customers by place. */
  get places(): WhatIfResult['places'] {
    const sorted = (places: ReadonlyMap<string, number>) =>
      Object.fromEntries([...places].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { live: sorted(this.#live), draft: sorted(this.#draft) };
  }

  /** Who went from where to where, the greatest flow first. */
  flows(): { readonly flows: readonly Flow[]; readonly movers: number; readonly amount: string } {
    const all = [...this.#flows.values()].sort((a, b) => b.count - a.count || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)); // prettier-ignore
    return {
      flows: all.map(({ value, ...flow }) => ({ ...flow, value: fromMicros(value) })),
      movers: all.reduce((sum, { count }) => sum + count, 0),
      amount: fromMicros(all.reduce((sum, { value }) => sum + value, 0n)),
    };
  }
}
