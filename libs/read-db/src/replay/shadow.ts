import type { Pool, PoolClient } from 'pg';
import type { Fact } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import { inSession, inTransaction } from '@rapport/postgres';
import type { ProjectionTable } from '../follow';
import { isDataFault, writeCarefully, writing } from '../views/commit';
import type { KeptRow } from '../views/kept-row';
import { describeTable, type RowStore, rowStore } from '../views/row-store';
import { copyIn } from './copy-in';
import { copyLines, copyStatement, type CopyTable } from './copy-lines';
import { OneAhead } from './one-ahead';
import { Turns } from './pace';
import type { LineSink, RowSink } from './row-sink';
import { addPrimaryKey, pathOf, SCHEMA } from './spare-table';

type Place = Pick<Fact, 'eventId' | 'position'>;
/** Rows of one COPY, and of one go at making their lines. */
const COPY_MAX = 1_000;
const LINES_MAX = 50;

/**
 * A table beside the live one, and the projection under the name by which its checkpoint and parked keys are kept until it
 * takes the live one's place.
 */
export class Shadow implements RowSink {
  #keyed = false;
  readonly #copies = new OneAhead();
  readonly #statement: string;
  readonly #linesOf: (rows: readonly KeptRow[]) => string;

  private constructor(
    private readonly pool: Pool,
    readonly live: string,
    readonly table: string,
    readonly projection: Projection,
    readonly rows: RowStore,
    private readonly origin: ProjectionTable,
    private readonly copied: CopyTable,
  ) {
    this.#statement = copyStatement(copied);
    this.#linesOf = copyLines(copied);
  }

  /** @param name under which checkpoint and parked keys are kept */
  static async open(
    pool: Pool,
    registered: ProjectionTable,
    [name, beside]: readonly [name: string, table: string],
  ): Promise<Shadow> {
    const { projection, table } = registered;
    const { path, key, columns } = await describeTable(pool, table);
    const live = path.split('.').at(-1)!;
    const keyColumn = columns.find((column) => column.name === key)!;
    const copied = { path: pathOf(beside), key: keyColumn, fields: columns.filter((column) => column !== keyColumn) };
    const store = rowStore(`${SCHEMA}.${beside}`, key, columns);
    const own = { ...projection, name };
    return new Shadow(pool, live, beside, own, store, registered, copied);
  }

  /** Gives the table its primary key; done when rows may come a second time, else when all are in. */
  async key(): Promise<void> {
    await this.#copies.end();
    if (!this.#keyed) await this.#addKey();
  }

  async #addKey(): Promise<void> {
    await addPrimaryKey(this.pool, this.live, this.table);
    this.#keyed = true;
  }

  /**
   * Writes rows that are not in the table yet. Those that it cannot hold are parked, as they are in live. The last of them are
   * still on their way when it returns: the server writes some while the lines of the next are made.
   */
  async fill(rows: readonly KeptRow[], last: Place): Promise<void> {
    const turns = new Turns();
    for (let at = 0; at < rows.length; at += COPY_MAX) {
      const some = rows.slice(at, at + COPY_MAX);
      let lines = '';
      for (let from = 0; from < some.length; from += LINES_MAX) {
        lines += this.#linesOf(some.slice(from, from + LINES_MAX));
        if (turns.over) await turns.next();
      }
      await this.#copies.begin(() => this.#copy(lines, async () => some, last));
    }
  }

  /** The same for lines that were made elsewhere. */
  get lines(): LineSink {
    return {
      origin: this.origin,
      table: this.copied,
      fill: ({ octets, rows }, last) => this.#copies.begin(() => this.#copy(octets, rows, last)),
    };
  }

  /** Waits until all that was filled in is written. */
  written(): Promise<void> {
    return this.#copies.end();
  }

  async #copy(lines: string | Uint8Array, rows: () => Promise<readonly KeptRow[]>, last: Place): Promise<void> {
    const copy = async (client: PoolClient): Promise<void> => {
      // Nobody sees these rows before the swap, whose own commit flushes all that was written before it.
      await client.query('set local synchronous_commit = off');
      await copyIn(client, this.#statement, lines);
    };
    await inTransaction(this.pool, copy).catch(async (error: unknown) => {
      if (!isDataFault(error)) throw error;
      if (!this.#keyed) await this.#addKey();
      await this.#upsert(await rows(), last);
    });
  }

  /** Writes rows that may be in the table already. */
  async replace(rows: readonly KeptRow[], last: Place): Promise<void> {
    if (rows.length === 0) return;
    await this.key();
    await this.#upsert(rows, last);
  }

  async #upsert(rows: readonly KeptRow[], last: Place): Promise<void> {
    const changes = { removed: [], saved: rows, parked: [], healed: [] };
    const all = { projection: this.projection, rows: this.rows, changes, last };
    await inSession(this.pool, (session) => session.transact(writing(all))).catch(async (error: unknown) => {
      if (!isDataFault(error)) throw error;
      await inTransaction(this.pool, (client) => writeCarefully(client, all));
    });
  }
}
