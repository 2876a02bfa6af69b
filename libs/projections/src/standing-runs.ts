import { tablePathOf } from './row-table';
import { ruleRunsTable } from './rule-runs/table';

/*
 * Which runs of a rule hold at the end of a day, as of a position. A run goes on from the last run, when it was opened, of the day before:
 * so the last run of a day and what it goes on from, one after the other, is what holds; of a run that is not among them nothing does.
 * Where no day was decided anew that needs no looking: a run that was opened when later days had been decided holds until the first of them.
 */

const runs = tablePathOf(ruleRunsTable);
const KEPT = ['key', 'zone', 'date', 'opened_position'];
const columns = (alias: string): string => KEPT.map((column) => `${alias}.${column}`).join(', ');

const upTo = (alias: string, day: string | null): string => (day === null ? '' : `and ${alias}.date <= :${day}`);
const holdsUntil = (day: string | null): string =>
  day === null ? 'r.until is null' : `(r.until is null or r.until > :${day})`;

/** What the chain in `chain` goes on from, down to `first`. */
const goingOn = (rule: string, first: string): string => `
  select ${columns('p')} from chain x cross join lateral (
    select ${columns('p')} from ${runs} p
    where p.rule = ${rule} and p.zone = x.zone and p.date < x.date and p.closed_position <= x.opened_position
    order by p.date desc, p.closed_position desc limit 1) p
  where x.date > ${first}`;

/** A run before all days that were decided anew, which holds on where what was decided next goes on from it. */
const goneOnFrom = `exists (
  select from chain c where c.zone = r.zone and c.date = r.until and c.opened_position > r.closed_position)`;

/** SQL: `anew`, where days of the rule (`:rule`) that were decided anew begin, and `chain`, what holds from there on; by zone. */
export const chains = (day: string): string => `
  with recursive anew as (
    select zone, min(date) as date from ${runs}
    where rule = :rule and restatement > 0 and closed_position <= :position group by zone),
  chain as (
    (select distinct on (c.zone) ${columns('c')} from ${runs} c join anew a on a.zone = c.zone
      where c.rule = :rule and c.closed_position <= :position ${upTo('c', day)}
      order by c.zone, c.date desc, c.closed_position desc)
    union all ${goingOn(':rule', '(select a.date from anew a where a.zone = x.zone)')})`;

/** SQL: true of the runs `r` that hold, after `chains`. */
export const standsAmong = (day: string): string => `(
  r.key in (select key from chain)
  or not exists (select from anew a where a.zone = r.zone and a.date <= r.date) and (${holdsUntil(day)} or ${goneOnFrom}))`;

/**
 * SQL: true if the run `r` holds, for a few runs whose rules may be different ones. It looks at other runs only where days of the rule
 * were decided anew.
 */
export const standsNow = (day: string | null, position: string): string => {
  const anew = `(select min(a.date) from ${runs} a
    where a.rule = r.rule and a.zone = r.zone and a.restatement > 0 and a.closed_position <= ${position})`;
  const chain = `with recursive chain as (
    (select ${columns('c')} from ${runs} c
      where c.rule = r.rule and c.zone = r.zone and c.closed_position <= ${position} ${upTo('c', day)}
      order by c.date desc, c.closed_position desc limit 1)
    union all ${goingOn('r.rule', `greatest(r.date, ${anew})`)})`;
  return `case when ${anew} is null then ${holdsUntil(day)}
    when ${anew} <= r.date then exists (${chain} select from chain c where c.key = r.key)
    else ${holdsUntil(day)} or exists (${chain} select from chain c where c.date = r.until and c.opened_position > r.closed_position) end`;
};
