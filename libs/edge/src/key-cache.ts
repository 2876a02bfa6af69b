import type { Caller } from './role';

/** What is remembered of a live key. */
export interface KnownKey {
  readonly hash: Buffer;
  readonly caller: Caller;
}

const ENTRIES_MAX = 10_000;

/**
 * Remembers keys, and the ids that are none, for a short while; requests that ask for one key at the same time share one
 * look-up. Bounded: somebody who guesses ids only pushes out the oldest.
 */
export class KeyCache {
  private readonly entries = new Map<string, { until: number; known: Promise<KnownKey | null> }>();

  constructor(private readonly keepMs: number) {}

  /** The key, from memory or from `load`; a failed load is not remembered. */
  get(id: string, load: () => Promise<KnownKey | null>): Promise<KnownKey | null> {
    const now = performance.now();
    const entry = this.entries.get(id);
    if (entry && entry.until > now) return entry.known;
    const known = load();
    this.entries.delete(id);
    this.entries.set(id, { until: now + this.keepMs, known });
    known.catch(() => this.entries.delete(id));
    if (this.entries.size > ENTRIES_MAX) this.entries.delete(this.entries.keys().next().value!);
    return known;
  }

  forget(id: string): void {
    this.entries.delete(id);
  }
}
