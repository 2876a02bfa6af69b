import { LRUCache } from 'lru-cache';
import type { Sql } from '@rapport/postgres';
import { resolve } from '../membership';

/** The customers of handles as of a runner's checkpoint, remembered between batches. */
export class CustomerLookup {
  readonly #customers: LRUCache<string, string>;

  constructor(max: number) {
    this.#customers = new LRUCache({ max });
  }

  /** Looks up those that are not remembered. */
  async learn(sql: Sql, position: string, handles: Iterable<string>): Promise<void> {
    const unknown = new Set<string>();
    for (const handle of handles) if (!this.#customers.has(handle)) unknown.add(handle);
    if (unknown.size === 0) return;
    for (const [handle, customer] of await resolve(sql, [...unknown], position)) this.#customers.set(handle, customer);
  }

  /** The customers as of `position`; `changed` are the handles that moved since the last call. */
  async at(sql: Sql, position: string, handles: readonly string[], changed: readonly string[]) {
    for (const handle of changed) this.#customers.delete(handle);
    const wanted = new Set(handles);
    const known = new Map<string, string>();
    const unknown: string[] = [];
    for (const handle of wanted) {
      const customer = this.#customers.get(handle);
      if (customer === undefined) unknown.push(handle);
      else known.set(handle, customer);
    }
    if (unknown.length === 0) return known as ReadonlyMap<string, string>;
    for (const [handle, customer] of await resolve(sql, unknown, position)) {
      known.set(handle, customer);
      this.#customers.set(handle, customer);
    }
    return known as ReadonlyMap<string, string>;
  }

  clear(): void {
    this.#customers.clear();
  }
}
