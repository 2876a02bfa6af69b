import type { Sql } from '@rapport/postgres';
import { membersAt, resolve } from '../membership';
import { movementsOf, type DayOf, type Movement } from './book';
import type { SaleRow } from './sale-rows';

const COLUMNS = `s.event_id::text as "eventId", s.handle::text, s.occurred_at as "occurredAt", s.kind,
  s.order_id as "orderId", s.currency, s.amount, s.cost`;
const ALL = `
  select ${COLUMNS}, coalesce(m.customer, s.handle)::text as customer
  from rapport_rules.sale s
  left join rapport_read.identity_membership m
    on m.handle = s.handle and m.from_position <= $1 and (m.to_position is null or m.to_position > $1)`;
const SOME = `select ${COLUMNS} from rapport_rules.sale s where s.handle = any($1::uuid[])`;
/** Who was regrouped: everybody whom the handles ever belonged to. */
const REGROUPED = `
  with moved as (
    select handle from rapport_read.identity_membership where from_position > $1 and from_position <= $2)
  select handle::text as id from moved
  union select m.customer::text from rapport_read.identity_membership m join moved using (handle)`;

/** The movements of every customer who has any, by customer id. */
export type CustomerBooks = ReadonlyMap<string, readonly Movement[]>;

/**
 * The books of all customers, in memory from close to close: only those whose sales or handles changed in between are read
 * again. About 250 bytes a sale.
 */
export class Books {
  #books: Map<string, readonly Movement[]> | undefined;
  #position = '';
  readonly #touched = new Set<string>();

  constructor(private readonly dayOf: DayOf) {}

  /** Sales of these handles have changed. */
  touch(handles: Iterable<string>): void {
    if (this.#books) for (const handle of handles) this.#touched.add(handle);
  }

  /** As customers were at a position, with all sales applied so far. `sql` may scan whole tables. */
  async asOf(sql: Sql, position: string): Promise<CustomerBooks> {
    if (this.#books) await this.#renew(sql, this.#books, position);
    else this.#books = await readAll(sql, position, this.dayOf);
    this.#position = position;
    this.#touched.clear();
    return this.#books;
  }

  async #renew(sql: Sql, books: Map<string, readonly Movement[]>, position: string): Promise<void> {
    const { rows } = await sql.query<{ id: string }>(REGROUPED, [this.#position, position]);
    const ids = [...new Set([...rows.map(({ id }) => id), ...this.#touched])];
    if (ids.length === 0) return;
    const customers = [...new Set((await resolve(sql, ids, position)).values())];
    const members = await membersAt(sql, customers, position);
    for (const id of [...ids, ...customers]) books.delete(id);
    const found = await sql.query<SaleRow>(SOME, [[...members.keys()]]);
    put(
      books,
      found.rows.map((row) => ({ ...row, customer: members.get(row.handle)! })),
      this.dayOf,
    );
  }
}

const readAll = async (sql: Sql, position: string, dayOf: DayOf): Promise<Map<string, readonly Movement[]>> => {
  const books = new Map<string, readonly Movement[]>();
  put(books, (await sql.query<SaleRow & { customer: string }>(ALL, [position])).rows, dayOf);
  return books;
};

const put = (
  books: Map<string, readonly Movement[]>,
  rows: readonly (SaleRow & { readonly customer: string })[],
  dayOf: DayOf,
): void => {
  const byCustomer = new Map<string, SaleRow[]>();
  for (const row of rows) {
    const list = byCustomer.get(row.customer);
    if (list) list.push(row);
    else byCustomer.set(row.customer, [row]);
  }
  for (const [customer, own] of byCustomer) books.set(customer, movementsOf(own, dayOf));
};
