import type { Pool } from 'pg';
import { dayNumber, readChurnParams, type JudgeChurnTask } from '@rapport/decisions';
import { endOfDay, localDays } from '@rapport/events';
import { inTransaction } from '@rapport/postgres';
import { PLAN_FREELY } from '../keyed-url';
import { Books, ENGAGEMENTS, OCCURRENCES, SALES } from './books';
import { churnSubjects } from './churn-subjects';
import { objectors, without } from './objections';
import { judgedDays, type JudgedSpan, type ModelToJudge } from './judged-days';
import type { RuleVersion } from './rule-versions';

/**
 * Everybody's past as the rules know it, frozen so many days before the last closed day, or before `until`: what happened later counts as outcome only, and
 * an order that was called off later stands. Customers are those of today, and who objects to profiling is not among them. Null when no
 * day was closed yet.
 */
export const churnToJudge = (
  pool: Pool,
  zone: string,
  version: Pick<RuleVersion, 'params' | 'rule'>,
  wanted: JudgedSpan,
): Promise<ModelToJudge | null> =>
  inTransaction(pool, async (sql) => {
    await sql.query(PLAN_FREELY);
    const known = await judgedDays(sql, zone, wanted);
    if (known === null) return null;
    const { position, until, frozen, frozenOn } = known;
    const read = readChurnParams(version.params);
    if (!read.ok) throw new Error(`${version.rule}: ${read.faults.join('; ')}`);
    const dayOf = localDays(zone);
    const dayNumberOf = (at: number): number => dayNumber(dayOf(at));
    const objected = await objectors(sql, position);
    const books = without(await new Books(SALES, dayNumberOf).asOf(sql, position), objected);
    const occurrences = without(await new Books(OCCURRENCES, dayNumberOf).asOf(sql, position), objected);
    const engaged = without(await new Books(ENGAGEMENTS, dayNumberOf).asOf(sql, position), objected);
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
