import type { DefinedProjection } from '@rapport/read-db';
import type { FencedProducer } from '../customers/fenced-producer';
import { type Desk, type Sending, inRequests, messagesOf, recordBytesMax, sendingOf } from '../outlet';
import { asHolder } from '../tenure';
import { type RowTopic, rowTopic } from '../topic-names';
import { isNewTopic } from './is-new-topic';
import { type RowsParts, readRows } from './read-rows';
import { type RowGone, type RowsOf, type ToldRow, goneRecord, rowRecord } from './row-record';
import { TooManyRows } from './rows-faults';
import { type ToldRows, allTold, forgetAllRows, forgetRows, noteRows } from './told-rows';

/** What a topic tells is held in memory, some two hundred bytes a row. */
const ROWS_MAX = 200_000;
/** Rows that are noted and sent at a time. */
const AT_ONCE = 1_000;

/**
 * Lays the rows of a projection beside what its topic tells and sends what is different. A key is noted before anything of it is sent, so that
 * whatever a topic may tell is known after any failure, and is told again or taken back.
 */
export class RowsTeller {
  readonly #topic: RowTopic;
  #told: ToldRows = new Map();

  constructor(
    private readonly parts: RowsParts,
    private readonly desk: Desk,
    private readonly producer: FencedProducer,
    private readonly projection: string,
  ) {
    this.#topic = rowTopic(projection);
  }

  get #name(): string {
    return this.desk.topics.get(this.#topic)!.name;
  }

  /** Learns what the topic may tell; one without a single offset was removed and made again, and tells nothing. */
  async begin(): Promise<void> {
    this.#told = await allTold(this.parts.pool, this.#name, ROWS_MAX + 1);
    if (this.#told.size === 0 || !(await isNewTopic(this.desk, this.#name))) return;
    await asHolder(this.parts.pool, this.desk.tenure, (sql) => forgetAllRows(sql, this.#name));
    this.#told = new Map();
  }

  /** Tells all rows that are others than before, and takes back those that are no more; null = all. Gives back the number of records. */
  async tell(serving: DefinedProjection | null, position: string): Promise<number> {
    const of: RowsOf = { projection: this.projection, version: serving?.projection.version ?? null, position };
    const living = new Set<string>();
    const gone = new Map<string, RowGone>();
    let records = 0;
    if (serving !== null)
      for await (const { rows, erased } of readRows(this.parts, serving)) {
        for (const { key } of rows) living.add(key);
        for (const key of erased) gone.set(key, 'erased');
        if (living.size > ROWS_MAX) throw new TooManyRows(this.projection, ROWS_MAX);
        records += await this.#send(of, rows.filter(({ key, digest }) => this.#told.get(key) !== digest)); // prettier-ignore
      }
    const left = [...this.#told.keys()].filter((key) => !living.has(key));
    const why = (key: string): RowGone => gone.get(key) ?? (serving === null ? 'dropped' : 'no-row');
    for (const keys of inParts(left)) {
      await this.#toAll(keys.map((key) => sendingOf(this.#topic, goneRecord(of, key, why(key)))));
      await asHolder(this.parts.pool, this.desk.tenure, (sql) => forgetRows(sql, this.#name, keys));
      for (const key of keys) this.#told.delete(key);
    }
    return records + left.length;
  }

  async #send(of: RowsOf, rows: readonly ToldRow[]): Promise<number> {
    const { pool } = this.parts;
    const bytesMax = recordBytesMax(this.desk.topics);
    for (const some of inParts(rows)) {
      const unknown = new Map(some.map(({ key }) => [key, '']));
      // This commit waits for the disk, and with it what was read, which a crash of the database could otherwise take back.
      await asHolder(pool, this.desk.tenure, (sql) => noteRows(sql, this.#name, unknown));
      for (const key of unknown.keys()) this.#told.set(key, '');
      await this.#toAll(some.map((row) => sendingOf(this.#topic, rowRecord(of, row, bytesMax))));
      const known = new Map(some.map(({ key, digest }) => [key, digest]));
      await asHolder(pool, this.desk.tenure, (sql) => noteRows(sql, this.#name, known));
      for (const [key, digest] of known) this.#told.set(key, digest);
    }
    return rows.length;
  }

  async #toAll(sendings: readonly Sending[]): Promise<void> {
    for (const request of inRequests(sendings, recordBytesMax(this.desk.topics)))
      await this.desk.asked(() => this.producer.send(messagesOf(this.desk.topics, request)));
  }
}

const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, nth) => all.slice(nth * AT_ONCE, (nth + 1) * AT_ONCE));
