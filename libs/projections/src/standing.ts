import type { EntitySchema } from 'typeorm';
import { selectionOf, tablePathOf } from './row-table';
import { ruleRunsTable } from './rule-runs/table';
import { chains, standsAmong, standsNow } from './standing-runs';

const runs = tablePathOf(ruleRunsTable);

/**
 * SQL for the decisions that hold at the end of a day, one per customer, of one rule (`:rule`), in runs that were closed at
 * `:position`: the last one about each customer up to the day. The order is that of the index, read backwards.
 * @param table tiers or signals: what has `rule`, `customer`, `date`, `position`, `run`.
 * @param day name of the parameter that holds the day.
 * @param columns what is wanted of them besides `key` and `customer`; few, because there are many.
 */
export const decisionsAt = (table: EntitySchema<any>, day: string, ...columns: readonly string[]): string =>
  `${chains(day)}
    select distinct on (d.customer) ${['key', 'customer', ...columns].map((column) => `d.${column}`).join(', ')}
    from ${tablePathOf(table)} d join ${runs} r on r.key = d.run and r.closed_position <= :position and ${standsAmong(day)}
    where d.rule = :rule and d.date <= :${day}
    order by d.customer desc, d.date desc, d.position desc`;

/**
 * SQL for the decisions about handles that hold now, one per rule and handle. It begins with those about them, which are few;
 * a planner that knew little of the tables would begin with all runs (`limit 1` keeps it from that).
 * @param fields what is wanted of them.
 * @param handles placeholder of the handles, and of the position up to which runs were closed.
 * @param day name of the parameter with the day at whose end it held; now when absent.
 */
export const decisionsNow = (
  table: EntitySchema<any>,
  fields: readonly string[] = ['key'],
  handles = ':handles',
  position = ':position',
  day: string | null = null,
): string =>
  `select distinct on (d.rule, d.customer) ${selectionOf(table, 'd', fields)}
    from ${tablePathOf(table)} d cross join lateral (
      select from ${runs} r where r.key = d.run and r.closed_position <= ${position} and ${standsNow(day, position)} limit 1) run
    where d.customer = any(${handles}::uuid[])${day === null ? '' : ` and d.date <= :${day}`}
    order by d.rule, d.customer, d.date desc, d.position desc`;

/** True in runs that may be seen. */
export const inClosedRun = (alias: string): string =>
  `${alias}.run in (select r.key from ${runs} r where r.closed_position <= :position)`;

/** What all decisions about customers have. */
export interface Decided {
  readonly rule: string;
  readonly customer: string;
  readonly date: string;
  readonly position: string;
}

/**
 * Of the decisions that hold about each of a customer's handles one per rule: the latest, and of one day the one about the
 * canonical handle. Handles have decisions of their own until the close after they were joined.
 */
export const currentOf = <Row extends Decided>(
  rows: readonly Row[],
  customer: string,
  holds: (row: Row) => boolean,
): readonly Row[] => {
  const before = (a: Row, b: Row): boolean => {
    if (a.date !== b.date) return a.date > b.date;
    if ((a.customer === customer) !== (b.customer === customer)) return a.customer === customer;
    return a.position > b.position;
  };
  const current = new Map<string, Row>();
  for (const row of rows) {
    const other = current.get(row.rule);
    if (holds(row) && (!other || before(row, other))) current.set(row.rule, row);
  }
  return [...current.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
};
