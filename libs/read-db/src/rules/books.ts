import type { EngagedDay } from '@rapport/decisions';
import type { Sql } from '@rapport/postgres';
import { membersAt, resolve } from '../membership';
import { movementsOf, type DayOf, type Movement } from './book';
import { engagedDays, type EngagementRow } from './engagement';
import { occurrencesOf, type Occurrence, type OccurrenceRow } from './occurrences';
import { Roll } from './roll';
import type { SaleRow } from './sale-rows';
import { PackedShelf, type BooksOf, type Shelf } from './shelves';
export type { BooksOf } from './shelves';

/** Rows of handles, and what they are in the book of a customer. */
interface Stock<Row extends { readonly handle: string }, Entry> {
  /** SQL: columns of `x` as fields of a row. */
  readonly columns: string;
  readonly table: string;
  readonly entries: (rows: readonly Row[], dayOf: DayOf) => readonly Entry[];
  readonly shelf: (roll: Roll) => Shelf<Entry>;
}

/** Sales, returns and cancellations: what moved the customer's value. */
export const SALES: Stock<SaleRow, Movement> = {
  columns: `x.event_id::text as "eventId", x.handle::text, x.occurred_at as "occurredAt", x.kind,
  x.order_id as "orderId", x.currency, x.amount, x.cost, x.category, x.channel, x.items`,
  table: 'rapport_rules.sale',
  entries: movementsOf,
  shelf: (roll) => new PackedShelf(roll),
};
/** What rules look at besides. */
export const OCCURRENCES: Stock<OccurrenceRow, Occurrence> = {
  columns: `x.event_id::text as "eventId", x.handle::text, x.occurred_at as "occurredAt", x.kind, x.about`,
  table: 'rapport_rules.occurrence',
  entries: occurrencesOf,
  shelf: () => new Map<string, readonly Occurrence[]>(),
};

/** Days on which customers did something, by channel. */
export const ENGAGEMENTS: Stock<EngagementRow, EngagedDay> = {
  columns: `x.event_id::text as "eventId", x.handle::text, x.occurred_at as "occurredAt", x.channel`,
  table: 'rapport_rules.engagement',
  entries: engagedDays,
  shelf: () => new Map<string, readonly EngagedDay[]>(),
};

const CURSOR = 'rapport_rule_books';
/** All rows, those of a customer beside each other, so that nobody has to keep more than a page of them. */
const all = ({ columns, table }: Stock<never, unknown>): string => `
  declare ${CURSOR} no scroll cursor for
  select ${columns}, coalesce(m.customer, x.handle)::text as customer
  from ${table} x
  left join rapport_read.identity_membership m
    on m.handle = x.handle and m.from_position <= $1 and (m.to_position is null or m.to_position > $1)
  order by coalesce(m.customer, x.handle)`;
const PAGE = 20_000;
const some = ({ columns, table }: Stock<never, unknown>): string =>
  `select ${columns} from ${table} x where x.handle = any($1::uuid[])`;
/** Who was regrouped: everybody whom the handles ever belonged to. */
const REGROUPED = `
  with moved as (
    select handle from rapport_read.identity_membership where from_position > $1 and from_position <= $2)
  select handle::text as id from moved
  union select m.customer::text from rapport_read.identity_membership m join moved using (handle)`;

export type CustomerBooks = BooksOf<Movement>;

type OfCustomer<Row> = Row & { readonly customer: string };

/**
 * The books of all customers, in memory from close to close: only those whose rows or handles changed in between are read
 * again. About 70 bytes a sale and 150 a customer.
 */
export class Books<Row extends { readonly handle: string }, Entry> {
  #shelf: Shelf<Entry> | undefined;
  #position = '';
  readonly #touched = new Set<string>();

  constructor(
    private readonly stock: Stock<Row, Entry>,
    private readonly dayOf: DayOf,
    private readonly roll = new Roll(),
  ) {}

  /** Rows of these handles have changed. */
  touch(handles: Iterable<string>): void {
    if (this.#shelf) for (const handle of handles) this.#touched.add(handle);
  }

  /** As customers were at a position, with all rows applied so far. Within a transaction; `sql` may scan whole tables. */
  async asOf(sql: Sql, position: string): Promise<BooksOf<Entry>> {
    if (this.#shelf) await this.#renew(sql, this.#shelf, position);
    else this.#shelf = await this.#readAll(sql, position);
    this.#position = position;
    this.#touched.clear();
    return this.#shelf;
  }

  async #readAll(sql: Sql, position: string): Promise<Shelf<Entry>> {
    const shelf = this.stock.shelf(this.roll);
    await sql.query(all(this.stock as never), [position]);
    let begun: OfCustomer<Row>[] = [];
    for (;;) {
      const { rows } = await sql.query<OfCustomer<Row>>(`fetch ${PAGE} from ${CURSOR}`);
      const known = [...begun, ...rows];
      // The last customer of a page may go on in the next one.
      const whole = known.findLastIndex(({ customer }) => customer !== known.at(-1)!.customer) + 1;
      this.#put(shelf, known.slice(0, whole));
      begun = known.slice(whole);
      if (rows.length < PAGE) break;
    }
    this.#put(shelf, begun);
    await sql.query(`close ${CURSOR}`);
    return shelf;
  }

  async #renew(sql: Sql, shelf: Shelf<Entry>, position: string): Promise<void> {
    const { rows } = await sql.query<{ id: string }>(REGROUPED, [this.#position, position]);
    const ids = [...new Set([...rows.map(({ id }) => id), ...this.#touched])];
    if (ids.length === 0) return;
    const customers = [...new Set((await resolve(sql, ids, position)).values())];
    const members = await membersAt(sql, customers, position);
    for (const id of [...ids, ...customers]) shelf.delete(id);
    const found = await sql.query<Row>(some(this.stock as never), [[...members.keys()]]);
    this.#put(
      shelf,
      found.rows.map((row) => ({ ...row, customer: members.get(row.handle)! })),
    );
  }

  #put(shelf: Shelf<Entry>, rows: readonly OfCustomer<Row>[]): void {
    const byCustomer = new Map<string, Row[]>();
    for (const row of rows) {
      const list = byCustomer.get(row.customer);
      if (list) list.push(row);
      else byCustomer.set(row.customer, [row]);
    }
    for (const [customer, own] of byCustomer) shelf.set(customer, this.stock.entries(own, this.dayOf));
  }
}
