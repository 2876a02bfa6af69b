import type { EntityManager, EntitySchema } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { UpTo } from '../rule-runs/query';
import { decisionsAt } from '../standing';
import { tiersTable } from './table';

/** A customer whose tier is another one than it was. */
export interface Mover {
  readonly customer: string;
  /** Null = was not in the population. */
  readonly from: string | null;
  /** Null = is no longer in it. */
  readonly to: string | null;
  /** The decision that holds at the end: event id, day, value; null when there is none. */
  readonly eventId: string | null;
  readonly date: string | null;
  readonly value: string | null;
}

/** How many went from one tier to another. */
export interface Flow {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
}

/** From the end of one day to the end of a later one. */
export interface Span {
  readonly rule: string;
  readonly since: string;
  readonly date: string;
}

/** What somebody moves in: a table of decisions, and the column that says where they are (null = nowhere). */
export interface MoversOf {
  readonly table: EntitySchema<any>;
  readonly column: string;
}

const OF_TIERS: MoversOf = { table: tiersTable, column: 'tier' };
const MOVERS_MAX = 500;

/** Those who were ranked or judged at the end of either day, with both places, where these differ. */
const moved = ({ table, column }: MoversOf): string => {
  const placeAt = (day: string, ...more: readonly string[]): string => decisionsAt(table, day, column, ...more);
  return `select coalesce(n.customer, b.customer)::text as customer, b.${column} as "from", n.${column} as "to",
      n.key::text as "eventId", n.date, n.value
    from (${placeAt('date', 'date', 'value')}) n full join (${placeAt('since')}) b on b.customer = n.customer
    where b.${column} is distinct from n.${column}`;
};

/** Named parameters of SQL as numbered ones. */
const run = async <Row>(db: EntityManager, text: string, named: Readonly<Record<string, unknown>>): Promise<Row[]> => {
  const values: unknown[] = [];
  const places = new Map<string, number>();
  const sql = text.replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => {
    if (!places.has(name)) places.set(name, values.push(named[name]));
    return `$${places.get(name)}`;
  });
  return db.query<Row[]>(sql, values);
};

/** Who moved between two days, highest value first. @throws BadCursor */
export const movers = async (
  db: EntityManager,
  of: MoversOf,
  { cursor = null, limit, ...span }: Span & { readonly cursor?: string | null; readonly limit?: number },
  upTo: UpTo,
): Promise<Page<Mover>> => {
  const size = within(limit, 50, MOVERS_MAX);
  const list = `movers ${of.column} ${span.rule} ${span.since} ${span.date}`;
  const after = cursor === null ? null : readCursor(list, cursor);
  const worth = 'coalesce(v.value, 0)';
  const from = after ? `where ${worth} < :value::numeric or (${worth} = :value::numeric and v.customer > :key)` : '';
  const text = `select v.* from (${moved(of)}) v ${from}
    order by ${worth} desc, v.customer limit ${size + 1}`;
  const rows = await run<Mover>(db, text, { ...span, ...upTo, value: after?.value ?? '0', key: after?.key });
  return pageOf(rows, size, ({ value, customer }) => cursorAfter(list, value ?? '0', customer));
};

/** How many moved between two days, by where from and where to. */
export const flows = (db: EntityManager, of: MoversOf, span: Span, upTo: UpTo): Promise<readonly Flow[]> =>
  run<Flow>(
    db,
    `select v."from", v."to", count(*)::int as count from (${moved(of)}) v group by 1, 2 order by 1 nulls first, 2 nulls last`,
    { ...span, ...upTo },
  );

/** Who moved between two days from tier to tier, highest value first. @throws BadCursor */
export const tierMovers = (
  db: EntityManager,
  span: Span & { readonly cursor?: string | null; readonly limit?: number },
  upTo: UpTo,
): Promise<Page<Mover>> => movers(db, OF_TIERS, span, upTo);

/** How many moved between two days, by tier. */
export const tierFlows = (db: EntityManager, span: Span, upTo: UpTo): Promise<readonly Flow[]> =>
  flows(db, OF_TIERS, span, upTo);
