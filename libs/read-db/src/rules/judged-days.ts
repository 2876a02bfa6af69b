import { dayNumber, dayText, type LearnTask } from '@rapport/decisions';
import type { Sql } from '@rapport/postgres';
import { RULES } from './rules-follower';

/** What to judge: a model that knew nothing after `frozenOn`, by what happened until `until`, a closed day. */
export interface ModelToJudge {
  readonly frozenOn: string;
  readonly until: string;
  readonly task: LearnTask;
}

/** Days that a model does not see, up to the last closed day or to `until`. */
export interface JudgedSpan {
  readonly holdoutDays: number;
  readonly until?: string;
}

const LAST_CLOSED = 'select max(date)::text as date from rapport_rules.close where zone = $1';
const KNOWN_UP_TO = 'select position from rapport_read.checkpoint where projection = $1';

/** On which days something can be judged, and up to which position the rules know the log; null when no day was closed yet. */
export const judgedDays = async (sql: Sql, zone: string, { holdoutDays, until: wanted }: JudgedSpan) => {
  const [closed, known] = [
    await sql.query<{ date: string | null }>(LAST_CLOSED, [zone]),
    await sql.query<{ position: string }>(KNOWN_UP_TO, [RULES.name]),
  ];
  const [last, position] = [closed.rows[0]?.date, known.rows[0]?.position];
  if (!last || !position) return null;
  // Of days that are not over nobody knows what will have happened.
  const until = wanted !== undefined && wanted < last ? wanted : last;
  const frozen = dayNumber(until) - holdoutDays;
  return { position, until, frozen, frozenOn: dayText(frozen) };
};
