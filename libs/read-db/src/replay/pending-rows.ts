import type { Pool } from 'pg';
import type { Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import type { KeptRow } from '../views/kept-row';
import type { RowSource } from '../views/row-store';
import type { RowSink } from './row-sink';
import { sizeOf } from './size';
import { Traces } from './traces';

/** Events between two looks at the size of what is in memory. */
const WEIGH_EVERY = 8_000;

/** Rows in memory before a shadow table: written by COPY when they are new, replaced when they come a second time. */
export class PendingRows implements RowSource {
  readonly #fresh = new Map<string, KeptRow>();
  /** In the table already, in an older state. */
  readonly #again = new Map<string, KeptRow>();
  readonly #traces = new Traces();
  #weighedAt = 0;
  written = 0;

  constructor(
    private readonly pool: Pool,
    private readonly shadow: RowSink,
    private readonly last: Pick<Fact, 'eventId' | 'position'>,
    private readonly memory: number,
  ) {}

  async load(_sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, KeptRow>> {
    const found = new Map<string, KeptRow>();
    const gone: string[] = [];
    for (const key of keys) {
      const row = this.#fresh.get(key) ?? this.#again.get(key);
      if (row) found.set(key, row);
      else if (this.#traces.mayHave(key)) gone.push(key);
    }
    for (const [key, row] of await this.shadow.rows.load(this.pool, gone)) {
      found.set(key, row);
      this.#again.set(key, row);
    }
    return found;
  }

  /** Takes in new states of rows. */
  put(rows: readonly KeptRow[]): void {
    for (const row of rows) (this.#again.has(row.key) ? this.#again : this.#fresh).set(row.key, row);
  }

  /** Writes everything to the table if it has grown beyond the memory it may take. */
  async relieve(events: number): Promise<void> {
    if (events - this.#weighedAt < WEIGH_EVERY) return;
    this.#weighedAt = events;
    if (sizeOf(this.#fresh) + sizeOf(this.#again) > this.memory) await this.flush();
  }

  async flush(): Promise<void> {
    await this.shadow.fill([...this.#fresh.values()], this.last);
    await this.shadow.replace([...this.#again.values()], this.last);
    await this.shadow.written();
    for (const key of this.#fresh.keys()) this.#traces.add(key);
    this.written += this.#fresh.size;
    this.#fresh.clear();
    this.#again.clear();
  }
}
