import type { Sql } from '@rapport/postgres';
import { membersAt, resolve } from '../membership';
import { movementsOf, type DayOf, type Movement } from './book';
import { occurrencesOf, type Occurrence, type OccurrenceRow } from './occurrences';
import type { SaleRow } from './sale-rows';

/** Rows of handles, and what they are in the book of a customer. */
interface Shelf<Row extends { readonly handle: string }, Entry> {
  /** SQL: columns of `x` as fields of a row. */
  readonly columns: string;
  readonly table: string;
  readonly entries: (rows: readonly Row[], dayOf: DayOf) => readonly Entry[];
}

/** Sales, returns and cancellations: what moved the customer's value. */
export const SALES: Shelf<SaleRow, Movement> = {
  columns: `x.event_id::text as "eventId", x.handle::text, x.occurred_at as "occurredAt", x.kind,
  x.order_id as "orderId", x.currency, x.amount, x.cost, x.category, x.channel, x.items`,
  table: 'rapport_rules.sale',
  entries: movementsOf,
};
/** What rules look at besides. */
export const OCCURRENCES: Shelf<OccurrenceRow, Occurrence> = {
  columns: `x.event_id::text as "eventId", x.handle::text, x.occurred_at as "occurredAt", x.kind, x.about`,
  table: 'rapport_rules.occurrence',
  entries: occurrencesOf,
};

const all = ({ columns, table }: Shelf<never, unknown>): string => `
  select ${columns}, coalesce(m.customer, x.handle)::text as customer
  from ${table} x
  left join rapport_read.identity_membership m
    on m.handle = x.handle and m.from_position <= $1 and (m.to_position is null or m.to_position > $1)`;
const some = ({ columns, table }: Shelf<never, unknown>): string =>
  `select ${columns} from ${table} x where x.handle = any($1::uuid[])`;
/** Who was regrouped: everybody whom the handles ever belonged to. */
const REGROUPED = `
  with moved as (
    select handle from rapport_read.identity_membership where from_position > $1 and from_position <= $2)
  select handle::text as id from moved
  union select m.customer::text from rapport_read.identity_membership m join moved using (handle)`;

/** The entries of every customer who has any, by customer id. */
export type BooksOf<Entry> = ReadonlyMap<string, readonly Entry[]>;
export type CustomerBooks = BooksOf<Movement>;

/**
 * The books of all customers, in memory from close to close: only those whose rows or handles changed in between are read
 * again. About 250 bytes a sale.
 */
export class Books<Row extends { readonly handle: string }, Entry> {
  #books: Map<string, readonly Entry[]> | undefined;
  #position = '';
  readonly #touched = new Set<string>();

  constructor(
    private readonly shelf: Shelf<Row, Entry>,
    private readonly dayOf: DayOf,
  ) {}

  /** Rows of these handles have changed. */
  touch(handles: Iterable<string>): void {
    if (this.#books) for (const handle of handles) this.#touched.add(handle);
  }

  /** As customers were at a position, with all rows applied so far. `sql` may scan whole tables. */
  async asOf(sql: Sql, position: string): Promise<BooksOf<Entry>> {
    if (this.#books) await this.#renew(sql, this.#books, position);
    else this.#books = await this.#readAll(sql, position);
    this.#position = position;
    this.#touched.clear();
    return this.#books;
  }

  async #readAll(sql: Sql, position: string): Promise<Map<string, readonly Entry[]>> {
    const books = new Map<string, readonly Entry[]>();
    this.#put(books, (await sql.query<Row & { customer: string }>(all(this.shelf as never), [position])).rows);
    return books;
  }

  async #renew(sql: Sql, books: Map<string, readonly Entry[]>, position: string): Promise<void> {
    const { rows } = await sql.query<{ id: string }>(REGROUPED, [this.#position, position]);
    const ids = [...new Set([...rows.map(({ id }) => id), ...this.#touched])];
    if (ids.length === 0) return;
    const customers = [...new Set((await resolve(sql, ids, position)).values())];
    const members = await membersAt(sql, customers, position);
    for (const id of [...ids, ...customers]) books.delete(id);
    const found = await sql.query<Row>(some(this.shelf as never), [[...members.keys()]]);
    this.#put(
      books,
      found.rows.map((row) => ({ ...row, customer: members.get(row.handle)! })),
    );
  }

  #put(books: Map<string, readonly Entry[]>, rows: readonly (Row & { readonly customer: string })[]): void {
    const byCustomer = new Map<string, Row[]>();
    for (const row of rows) {
      const list = byCustomer.get(row.customer);
      if (list) list.push(row);
      else byCustomer.set(row.customer, [row]);
    }
    for (const [customer, own] of byCustomer) books.set(customer, this.shelf.entries(own, this.dayOf));
  }
}
