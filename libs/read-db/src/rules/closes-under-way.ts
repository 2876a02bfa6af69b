import type { Sql } from '@rapport/postgres';

/**
 * What the close is at with its rule.
 * - `reading`: what the rule looks at is read, or a run that the log has already;
 * - `judging`: all customers are held against each other;
 * - `deciding`: what changes is decided and appended.
 */
export type ClosePhase = 'reading' | 'judging' | 'deciding';

/** A close that takes long, as far as it is. */
export interface CloseUnderWay {
  readonly zone: string;
  readonly date: string;
  /** How often the day was closed before. */
  readonly restatement: number;
  readonly historical: boolean;
  /** `interrupted`: whoever did it is gone; the next projector begins it again, and decides the same. */
  readonly state: 'running' | 'interrupted';
  /** The process: host, process id, and which start of it. */
  readonly by: string;
  /** Since when: RFC 3339. */
  readonly since: string;
  /** Rules that decide at it, and how many of them are done. */
  readonly rules: number;
  readonly rulesDone: number;
  /** The one that it is at, and with what; null before the first. */
  readonly rule: string | null;
  readonly phase: ClosePhase | null;
  /** Customers that this rule judges; null = not known yet. */
  readonly customers: number | null;
  /** Customers about whom it has decided, and about whom it will have in the end: only changes are decided. Null = not known yet. */
  readonly decided: number;
  readonly toDecide: number | null;
  readonly decidedPerSecond: number | null;
  /** Decisions of the rules that are done. */
  readonly decidedBefore: number;
  /** Seconds to its end, should the rules to come take as long as those before; null = nobody can say yet. */
  readonly secondsLeft: number | null;
  /** When it last got on: RFC 3339. */
  readonly movedAt: string;
  /** When it was last said: RFC 3339. */
  readonly toldAt: string;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const UNDER_WAY = `
  select c.zone, c.date::text, c.restatement, c.historical,
    case when l.until > clock_timestamp() then 'running' else 'interrupted' end as state, c.owner as by,
    to_char(c.since, ${ISO}) as since, c.rules, c.rules_done as "rulesDone", c.rule, c.phase, c.customers, c.decided,
    c.to_decide as "toDecide", c.per_second as "decidedPerSecond", c.decided_before as "decidedBefore",
    c.seconds_left as "secondsLeft", to_char(c.moved_at, ${ISO}) as "movedAt",
    to_char(c.told_at, ${ISO}) as "toldAt"
  from rapport_read.close_under_way c
  left join rapport_read.lease l on l.name = c.lease and l.owner = c.owner and l.epoch = c.epoch order by c.zone`;

/** Closes that take long and are not over. Those of a second or less nobody is told of. */
export const closesUnderWay = async (sql: Sql): Promise<readonly CloseUnderWay[]> =>
  (await sql.query<CloseUnderWay>(UNDER_WAY)).rows;
