import type { EntityManager, EntitySchema } from 'typeorm';
import { ruleRunsTable } from './rule-runs/table';

/**
 * SQL for the keys of the last decision about each customer, of one rule (`:rule`), in runs that were closed at `:position`.
 * A later day goes before an earlier one; of a day that was decided anew, the last decision counts.
 * @param table tiers or signals: what has `rule`, `customer`, `date`, `position`, `run`.
 * @param where more conditions on the decisions, under the alias `d`.
 */
export const lastDecisions = (db: EntityManager, table: EntitySchema<any>, ...where: readonly string[]): string => {
  const pathOf = (schema: EntitySchema<any>): string => db.connection.getMetadata(schema).tablePath;
  const conditions = ['d.rule = :rule', ...where].join(' and ');
  return `select distinct on (d.customer) d.key, d.customer from ${pathOf(table)} d
    join ${pathOf(ruleRunsTable)} r on r.key = d.run and r.closed_position <= :position
    where ${conditions} order by d.customer, d.date desc, d.position desc`;
};

/** Decisions about single customers, each by its owner's handle; the newest of each rule and customer. */
export const lastOfHandles = (db: EntityManager, table: EntitySchema<any>): string => {
  const pathOf = (schema: EntitySchema<any>): string => db.connection.getMetadata(schema).tablePath;
  return `select distinct on (d.rule, d.customer) d.key from ${pathOf(table)} d
    join ${pathOf(ruleRunsTable)} r on r.key = d.run and r.closed_position <= :position
    where d.customer = any(:handles::uuid[]) order by d.rule, d.customer, d.date desc, d.position desc`;
};

/** True in runs that may be seen. */
export const inClosedRun = (db: EntityManager, alias: string): string =>
  `${alias}.run in (select r.key from ${db.connection.getMetadata(ruleRunsTable).tablePath} r
    where r.closed_position <= :position)`;

interface Decided {
  readonly rule: string;
  readonly customer: string;
  readonly date: string;
  readonly position: string;
}

/**
 * Of the last decisions about each of a customer's handles those that hold, one per rule: the latest, and of one day the one
 * about the canonical handle. Handles have decisions of their own until the close after they were joined.
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
