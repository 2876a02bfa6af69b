import type { Pool } from 'pg';
import { dayNumber, dayText, readChurnParams, type JudgeChurnTask } from '@rapport/decisions';
import { endOfDay, localDays } from '@rapport/events';
import { inTransaction, type Sql } from '@rapport/postgres';
import { PLAN_FREELY } from '../keyed-url';
import { Books, ENGAGEMENTS, OCCURRENCES, SALES } from './books';
import { churnSubjects } from './churn-subjects';
import { objectors, without } from './objections';
import { RULES } from './rules-follower';
import type { RuleVersion } from './rule-versions';

/** What to judge: a model that knew nothing after `frozenOn`, by what happened until the last closed day. */
export interface ChurnToJudge {
  readonly frozenOn: string;
  readonly until: string;
  readonly task: JudgeChurnTask;
}

const LAST_CLOSED = 'select max(date)::text as date from rapport_rules.close where zone = $1';
const KNOWN_UP_TO = 'select position from rapport_read.checkpoint where projection = $1';

const knownUpTo = async (sql: Sql, zone: string) => {
  const [closed, known] = [
    await sql.query<{ date: string | null }>(LAST_CLOSED, [zone]),
    await sql.query<{ position: string }>(KNOWN_UP_TO, [RULES.name]),
  ];
  const [until, position] = [closed.rows[0]?.date, known.rows[0]?.position];
  return until && position ? { until, position } : null;
};

/**
 * Everybody's past as the rules know it, frozen so many days before the last closed day, or before `until`: what happened later counts as outcome only, and
 * an order that was called off later stands. Customers are those of today, and who objects to profiling is not among them. Null when no
 * day was closed yet.
 */
export const churnToJudge = (
  pool: Pool,
  zone: string,
  version: Pick<RuleVersion, 'params' | 'rule'>,
  { holdoutDays, until: wanted }: { readonly holdoutDays: number; readonly until?: string },
): Promise<ChurnToJudge | null> =>
  inTransaction(pool, async (sql) => {
    await sql.query(PLAN_FREELY);
    const known = await knownUpTo(sql, zone);
    if (known === null) return null;
    const { position } = known;
    // Of days that are not over nobody knows what will have happened.
    const until = wanted !== undefined && wanted < known.until ? wanted : known.until;
    const read = readChurnParams(version.params);
    if (!read.ok) throw new Error(`${version.rule}: ${read.faults.join('; ')}`);
    const dayOf = localDays(zone);
    const dayNumberOf = (at: number): number => dayNumber(dayOf(at));
    const objected = await objectors(sql, position);
    const books = without(await new Books(SALES, dayNumberOf).asOf(sql, position), objected);
    const occurrences = without(await new Books(OCCURRENCES, dayNumberOf).asOf(sql, position), objected);
    const engaged = without(await new Books(ENGAGEMENTS, dayNumberOf).asOf(sql, position), objected);
    const frozen = dayNumber(until) - holdoutDays;
    const frozenOn = dayText(frozen);
    const asOf = { day: frozen, to: Date.parse(endOfDay(frozenOn, zone)) };
    const span = { to: Date.parse(endOfDay(until, zone)), asOf };
    const subjects = churnSubjects({ books, occurrences, engaged }, span, read.params).map(
      ({ movements: _, ...one }) => one,
    );
    const task: JudgeChurnTask = {
      kind: 'judge-churn',
      frozen,
      until: dayNumber(until),
      params: read.params,
      subjects,
    };
    return { frozenOn, until, task };
  });
