import type { Sql } from '@rapport/postgres';
import type { BooksOf } from './shelves';

const SAID = `
  select coalesce(m.customer, x.handle)::text as customer, x.about ->> 'state' as state
  from rapport_rules.occurrence x
  left join rapport_read.identity_membership m
    on m.handle = x.handle and m.from_position <= $1 and (m.to_position is null or m.to_position > $1)
  where x.kind = 'profiling' order by x.occurred_at, x.event_id`;

/**
 * Customers as of a position who object to profiling, or took their consent to it back: the last word of any of their handles
 * holds. It holds for every close from there on, also for closes of the past: nobody is judged any more who objected.
 */
export const objectors = async (sql: Sql, position: string): Promise<ReadonlySet<string>> => {
  const objected = new Set<string>();
  for (const { customer, state } of (await sql.query<{ customer: string; state: string }>(SAID, [position])).rows) {
    if (state === 'objected') objected.add(customer);
    else objected.delete(customer);
  }
  return objected;
};

/** The books of everybody else. */
export const without = <Entry>(books: BooksOf<Entry>, objected: ReadonlySet<string>): BooksOf<Entry> =>
  objected.size === 0 ? books : new Others(books, objected);

class Others<Entry> implements BooksOf<Entry> {
  constructor(
    private readonly books: BooksOf<Entry>,
    private readonly objected: ReadonlySet<string>,
  ) {}

  get size(): number {
    return [...this.objected].reduce((left, customer) => left - (this.books.has(customer) ? 1 : 0), this.books.size);
  }

  has(customer: string): boolean {
    return !this.objected.has(customer) && this.books.has(customer);
  }

  get(customer: string): readonly Entry[] | undefined {
    return this.objected.has(customer) ? undefined : this.books.get(customer);
  }

  *keys(): Generator<string> {
    for (const customer of this.books.keys()) if (!this.objected.has(customer)) yield customer;
  }

  *[Symbol.iterator](): Generator<readonly [string, readonly Entry[]]> {
    for (const book of this.books) if (!this.objected.has(book[0])) yield book;
  }
}
