import type { Sql } from '@rapport/postgres';
import type { Compared } from './compare-log';

/** Kinds of what tells a topic from what it must tell. */
export const KINDS = ['missing', 'duplicate', 'outOfOrder', 'foreign', 'altered', 'dropped'] as const;
export type Kind = (typeof KINDS)[number];

/** What came out of comparing a topic, last and since the whole was compared. */
export interface Findings {
  readonly topic: string;
  /** When it was compared last, and when as a whole: RFC 3339; null = never yet. */
  readonly at: string | null;
  readonly wholeAt: string | null;
  /** Everything up to here was compared; null = nothing has been published. */
  readonly position: string | null;
  /** What must be told, and records that were read. */
  readonly required: number;
  readonly records: number;
  /** How many of each kind; repeats (`duplicate`) do no harm, `dropped` are older than what the topic keeps. */
  readonly found: Readonly<Partial<Record<Kind, number>>>;
  readonly examples: Readonly<Partial<Record<Kind, readonly unknown[]>>>;
  /** Null = never compared. */
  readonly equal: boolean | null;
  /** Since when it has differed each time: RFC 3339; null = it does not. */
  readonly differsSince: string | null;
  /** Why it could not be compared the last time. */
  readonly fault: string | null;
  readonly next: Compared | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const LIST = `
  select topic, to_char(at, ${ISO}) as at, to_char(whole_at, ${ISO}) as "wholeAt", position, required::float8, records::float8,
    found, examples, next, to_char(differs_since, ${ISO}) as "differsSince", fault,
    case when at is not null then differs_since is null end as equal
  from rapport_relay.compared where $1::text is null or topic = $1 order by topic`;

/** What is known of all topics, or of one. */
export const findings = async (sql: Sql, topic: string | null = null): Promise<readonly Findings[]> =>
  (await sql.query<Findings>(LIST, [topic])).rows;
