import { LRUCache } from 'lru-cache';
import type { Sql } from '@rapport/postgres';
import { resolve } from '../membership';

/** The customers of handles as of a runner's checkpoint, remembered between batches. */
export class CustomerLookup {
  readonly #customers: LRUCache<string, string>;

  constructor(max: number) {
    this.#customers = new LRUCache({ max });
  }

  /** The customers as of `position`; `changed` are the handles that moved since the last call. */
  async at(sql: Sql, position: string, handles: Iterable<string>, changed: readonly string[]) {
    for (const handle of changed) this.#customers.delete(handle);
    const wanted = [...new Set(handles)];
    const unknown = wanted.filter((handle) => !this.#customers.has(handle));
    const found = unknown.length === 0 ? new Map<string, string>() : await resolve(sql, unknown, position);
    const customers = new Map<string, string>();
    for (const handle of wanted) {
      const customer = found.get(handle) ?? this.#customers.get(handle)!;
      customers.set(handle, customer);
    }
    for (const [handle, customer] of found) this.#customers.set(handle, customer);
    return customers as ReadonlyMap<string, string>;
  }

  clear(): void {
    this.#customers.clear();
  }
}
