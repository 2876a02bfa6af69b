import { randomUUID } from 'node:crypto';
import type { Sql } from '@rapport/postgres';
import type { FigureQuestion } from './question';

/**
 * - `requested`: the projector has not begun yet, or has others before it;
 * - `running`: it goes through the history; after a crash it begins again by itself;
 * - `done`: what came out is in the log;
 * - `failed`: nothing came out.
 */
export type FigureJobState = 'requested' | 'running' | 'done' | 'failed';

/** Something that is asked about a figure. Times are RFC 3339. */
export interface FigureJob {
  /** Of a check its own, of a freezing that of the figure. */
  readonly id: string;
  readonly figure: string;
  readonly kind: 'freeze' | 'check';
  /** Of a freezing. */
  readonly name: string | null;
  readonly question: FigureQuestion | null;
  readonly upTo: string | null;
  readonly askedBy: string;
  readonly state: FigureJobState;
  readonly attempts: number;
  readonly events: number;
  readonly total: number;
  readonly fault: string | null;
  readonly askedAt: string;
  readonly endedAt: string | null;
}

/** Too many wait for their turn: there is one at a time. */
export class TooManyFigures extends Error {
  constructor() {
    super(`${WAITING_MAX} figures are waiting for their turn or being asked; wait for some`);
    this.name = 'TooManyFigures';
  }
}

const WAITING_MAX = 20;
const iso = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const COLUMNS = `id::text, figure::text, kind, name, question, up_to as "upTo", asked_by as "askedBy", state, attempts, events, total,
  fault, ${iso('asked_at')} as "askedAt", ${iso('ended_at')} as "endedAt"`;
const REQUEST = `
  insert into rapport_read.figure_job (id, figure, kind, name, question, up_to, asked_by, state)
  select $1::uuid, $2::uuid, $3, $4, $5::jsonb, $6, $7, 'requested'
  where (select count(*) from rapport_read.figure_job where state in ('requested', 'running')) < ${WAITING_MAX}
  returning ${COLUMNS}`;

const request = async (sql: Sql, values: readonly unknown[]): Promise<FigureJob> => {
  const { rows } = await sql.query<FigureJob>(REQUEST, [...values]);
  if (!rows[0]) throw new TooManyFigures();
  return rows[0];
};

/** Asks the projector to freeze a figure. @throws TooManyFigures */
export const requestFigure = (
  sql: Sql,
  wish: { readonly name: string; readonly question: FigureQuestion; readonly upTo: string; readonly askedBy: string },
): Promise<FigureJob> => {
  const id = randomUUID();
  return request(sql, [id, id, 'freeze', wish.name, JSON.stringify(wish.question), wish.upTo, wish.askedBy]);
};

/** Asks the projector to ask a figure again. @throws TooManyFigures */
export const requestFigureCheck = (sql: Sql, figure: string, askedBy: string): Promise<FigureJob> =>
  request(sql, [randomUUID(), figure, 'check', null, null, null, askedBy]);

const UNDER_WAY = "state in ('requested', 'running')";

/** The oldest for which there is something to do: asked for, or broken off by a crash. */
export const nextFigureJob = async (sql: Sql): Promise<FigureJob | undefined> =>
  (await sql.query<FigureJob>(`select ${COLUMNS} from rapport_read.figure_job where ${UNDER_WAY} order by asked_at limit 1`)).rows[0]; // prettier-ignore

/** What is asked about a figure, newest first: its freezing and the newest checks. */
export const figureJobs = async (sql: Sql, figure: string): Promise<readonly FigureJob[]> =>
  (await sql.query<FigureJob>(`select ${COLUMNS} from rapport_read.figure_job where figure = $1::uuid order by asked_at desc limit 50`, [figure])).rows; // prettier-ignore

/** Freezings that are under way or came to nothing, newest first. */
export const unfrozenJobs = async (sql: Sql): Promise<readonly FigureJob[]> =>
  (await sql.query<FigureJob>(`select ${COLUMNS} from rapport_read.figure_job where kind = 'freeze' and state <> 'done' order by asked_at desc limit 50`)).rows; // prettier-ignore

/** Begins a job, or begins it again. */
export const beginFigureJob = async (sql: Sql, id: string): Promise<void> => {
  await sql.query(`update rapport_read.figure_job set state = 'running', attempts = attempts + 1 where id = $1::uuid`, [id]); // prettier-ignore
};

/** Says how far a job is. */
export const tellFigureJob = async (sql: Sql, id: string, events: number, total: number): Promise<void> => {
  await sql.query('update rapport_read.figure_job set events = $2, total = $3 where id = $1::uuid', [id, events, total]); // prettier-ignore
};

/** Ends a job; with a fault nothing came of it. */
export const endFigureJob = async (sql: Sql, id: string, fault: string | null): Promise<void> => {
  const state = fault === null ? 'done' : 'failed';
  await sql.query('update rapport_read.figure_job set state = $2, fault = $3, ended_at = clock_timestamp() where id = $1::uuid', [id, state, fault]); // prettier-ignore
};
