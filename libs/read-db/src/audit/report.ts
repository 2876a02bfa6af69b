import type { Sql } from '@rapport/postgres';
import type { Tally } from './looked';

/** One round of the audit of the views. Times are RFC 3339. */
export interface AuditRound {
  readonly number: number;
  readonly begunAt: string;
  readonly endedAt: string | null;
  /** Of all keys, how much is behind the round: 0 to 1. */
  readonly share: number;
  /** Handles looked at, each once a round, whether it is a customer now or not. */
  readonly customers: number;
  readonly rows: number;
  readonly differences: number;
  /** By projection and version: rows compared, and how many customers could not be compared and why. */
  readonly projections: Readonly<Record<string, Tally>>;
}

/** A row that is not what the log says. Fields are named; no value is kept. */
export interface AuditFinding {
  readonly projection: string;
  readonly version: number;
  readonly key: string;
  readonly owner: string;
  /** In both, only in the live table, or only in the rebuild. */
  readonly in: 'both' | 'live' | 'rebuilt';
  readonly fields: readonly string[];
  readonly position: string;
  readonly foundAt: string;
  readonly seenAt: string;
}

/** How the audit of the views stands. */
export interface AuditReport {
  /** When it last looked, or saw that it must wait; null = never. */
  readonly lookedAt: string | null;
  readonly waitsFor: 'live' | 'replay' | null;
  /** Customers looked at in all rounds together. */
  readonly checked: number;
  /** The one under way; null between two. */
  readonly round: AuditRound | null;
  /** The last one that came to its end. */
  readonly finished: AuditRound | null;
  /** Open findings by projection; at most a thousand of each are kept. */
  readonly drift: Readonly<Record<string, number>>;
  /** The newest open findings, a hundred at most. */
  readonly findings: readonly AuditFinding[];
}

const NOTHING: AuditReport = {
  ...{ lookedAt: null, waitsFor: null, checked: 0, round: null, finished: null },
  ...{ drift: {}, findings: [] },
};
const FINDINGS_MAX = 100;
const UNDEFINED_TABLE = '42P01';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const at = (name: string): string => `to_char(${name}, ${ISO})`;
const STATE = `select ${at('looked_at')} as "lookedAt", waits_for as "waitsFor", checked from rapport_read.audit_state`;
const ROUND = (which: string): string => `
  select number::float8, ${at('begun_at')} as "begunAt", ${at('ended_at')} as "endedAt", first_key::text as "firstKey",
    at_key::text as "atKey", wrapped, customers, row_count as rows, differences, by_projection as projections
  from rapport_read.audit_round where ${which} order by audit_round.number desc limit 1`;
const DRIFT = `
  select projection || ' v' || version as name, count(*)::float8 as count
  from rapport_read.audit_finding where closed_at is null group by 1 order by 1`;
const FINDINGS = `
  select projection, version, key::text, owner::text, found_in as "in", fields, position,
    ${at('found_at')} as "foundAt", ${at('seen_at')} as "seenAt"
  from rapport_read.audit_finding where closed_at is null
  order by audit_finding.found_at desc, projection, key limit ${FINDINGS_MAX}`;

type RoundRow = Omit<AuditRound, 'share'> & {
  readonly firstKey: string;
  readonly atKey: string | null;
  readonly wrapped: boolean;
};

/** Where a key stands among all keys: 0 to 1. */
const placeOf = (key: string): number => Number.parseInt(key.slice(0, 8), 16) / 2 ** 32;

/** Of all keys, how much is behind a round. */
export const shareOf = ({ firstKey, atKey, wrapped }: Pick<RoundRow, 'firstKey' | 'atKey' | 'wrapped'>): number => {
  const first = placeOf(firstKey);
  if (wrapped) return 1 - first + (atKey === null ? 0 : placeOf(atKey));
  return atKey === null ? 0 : Math.max(0, placeOf(atKey) - first);
};

const roundOf = (row: RoundRow | undefined): AuditRound | null => {
  if (!row) return null;
  const { firstKey, atKey, wrapped, ...round } = row;
  const share = round.endedAt === null ? Math.round(shareOf({ firstKey, atKey, wrapped }) * 1_000) / 1_000 : 1;
  return { ...round, share };
};

/** How the audit of the views stands, of the database itself: true also when no projector is at work. */
export const auditReport = async (sql: Sql): Promise<AuditReport> => {
  try {
    const { rows: states } = await sql.query<Pick<AuditReport, 'lookedAt' | 'waitsFor' | 'checked'>>(STATE);
    const { rows: open } = await sql.query<RoundRow>(ROUND('ended_at is null'));
    const { rows: ended } = await sql.query<RoundRow>(ROUND('ended_at is not null'));
    const { rows: drift } = await sql.query<{ name: string; count: number }>(DRIFT);
    const { rows: findings } = await sql.query<AuditFinding>(FINDINGS);
    return {
      ...(states[0] ?? { lookedAt: null, waitsFor: null, checked: 0 }),
      ...{ round: roundOf(open[0]), finished: roundOf(ended[0]) },
      ...{ drift: Object.fromEntries(drift.map(({ name, count }) => [name, count])), findings },
    };
  } catch (error) {
    // Before the first start there is nothing to report.
    if ((error as { readonly code?: string }).code === UNDEFINED_TABLE) return NOTHING;
    throw error;
  }
};
