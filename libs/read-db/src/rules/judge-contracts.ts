import type { Pool } from 'pg';
import { dayNumber, readContractParams } from '@rapport/decisions';
import { endOfDay, localDays } from '@rapport/events';
import { inTransaction } from '@rapport/postgres';
import { PLAN_FREELY } from '../keyed-url';
import { Books, ENGAGEMENTS, OCCURRENCES } from './books';
import { contractHistory, contractRowsAt } from './contract-history';
import { judgedDays, type JudgedSpan, type ModelToJudge } from './judged-days';
import { Rates, RATES, type Rate } from './money';
import { objectors, without } from './objections';
import type { RuleVersion } from './rule-versions';

/**
 * Contracts on days before the frozen one, whose outcome was known by then, to learn from; and those that ran on it, to hold the model against.
 * The horizon is as long as the holdout. Customers are those of today, without who objects to profiling. Null when no day was closed yet.
 */
export const contractsToJudge = (
  pool: Pool,
  { zone, currency }: { readonly zone: string; readonly currency: string },
  version: Pick<RuleVersion, 'params' | 'rule'>,
  span: JudgedSpan,
): Promise<ModelToJudge | null> =>
  inTransaction(pool, async (sql) => {
    await sql.query(PLAN_FREELY);
    const known = await judgedDays(sql, zone, span);
    if (known === null) return null;
    const { position, until, frozen, frozenOn } = known;
    const horizon = span.holdoutDays;
    const read = readContractParams({ ...version.params, horizonDays: horizon });
    if (!read.ok) throw new Error(`${version.rule}: ${read.faults.join('; ')}`);
    const dayOf = localDays(zone);
    const dayNumberOf = (at: number): number => dayNumber(dayOf(at));
    const objected = await objectors(sql, position);
    const occurrences = without(await new Books(OCCURRENCES, dayNumberOf).asOf(sql, position), objected);
    const engaged = without(await new Books(ENGAGEMENTS, dayNumberOf).asOf(sql, position), objected);
    const rates = new Rates((await sql.query<Rate>(RATES)).rows);
    const [input, look] = [
      { occurrences, engaged, rates, currency },
      { zone, horizon, params: read.params },
    ];
    const rows = contractHistory(input, frozen, look);
    const later = contractRowsAt(input, { day: frozen, to: Date.parse(endOfDay(frozenOn, zone)) }, look);
    const days = { frozen, until: dayNumber(until) };
    return { frozenOn, until, task: { kind: 'contract-churn', ...days, params: read.params, rows, later } };
  });
