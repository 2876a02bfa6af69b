import type { Pool, QueryConfig } from 'pg';
import { inTransaction, type Sql } from '@rapport/postgres';
import { prepared } from '../prepared';

const LIVE = /\brapport_rules\b/g;
/** There is one what-if at a time, and so one scratch schema. */
export const SCRATCH = 'rapport_what_if';

/** The statement of a rule on the scratch tables. Values never stand in a statement's text. */
const moved = (text: string): string => text.replace(LIVE, SCRATCH);

/**
 * Runs the statements of the rules on the tables of a what-if. They are the same statements, so that a what-if cannot decide
 * otherwise than a close does; what they say about other schemas stays as it is.
 */
export const onScratch = (sql: Sql): Sql => {
  const query = (statement: string | QueryConfig, values?: unknown[]): Promise<unknown> => {
    if (typeof statement === 'string') return sql.query(moved(statement), values);
    const text = moved(statement.text);
    return sql.query({ ...statement, ...(statement.name === undefined ? { text } : prepared(text)) });
  };
  return { query: query as Sql['query'] };
};

const TABLES = `select tablename as name from pg_tables where schemaname = 'rapport_rules' order by 1`;

/** Removes what a what-if left behind. */
export const dropScratch = async (sql: Sql): Promise<void> => {
  await sql.query(`drop schema if exists ${SCRATCH} cascade`);
};

/** Empty tables like those of the rules, and three more: how everybody stands in truth, what the newest decisions of that say is at stake, and those of the draft. None outlives a crash. */
export const makeScratch = (pool: Pool): Promise<void> =>
  inTransaction(pool, async (client) => {
    await dropScratch(client);
    await client.query(`create schema ${SCRATCH}`);
    const { rows } = await client.query<{ name: string }>(TABLES);
    for (const { name } of rows) {
      await client.query(`create unlogged table ${SCRATCH}.${name} (like rapport_rules.${name} including all)`);
    }
    await client.query(`create unlogged table ${SCRATCH}.live_standing (like rapport_rules.standing including all)`);
    await client.query(
      `create unlogged table ${SCRATCH}.decided (customer uuid primary key, date date not null, data jsonb not null)`,
    );
    await client.query(
      `create unlogged table ${SCRATCH}.at_stake (customer uuid primary key, date text collate "C" not null, amount text)`,
    );
  });
