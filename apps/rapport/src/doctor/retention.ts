import { dueAt, endingsOf } from '@rapport/ingest';
import { createPool } from '@rapport/postgres';
import { keptQuarters } from '@rapport/vault';
import { runningInstance } from '../up/instance';
import { type Look, ok, reasonOf, skipped } from './finding';

const NAME = 'retention';
const UNDEFINED_TABLE = '42P01';
const SHOWN = 5;

/** What the next pass would make unreadable, without doing it. */
export const retention: Look = async ({ config }) => {
  const rules = Object.entries(config.retention).map(([name, months]) => `${name} ${months} months`);
  if (rules.length === 0) return [ok(NAME, 'personal data is kept until it is erased (RAPPORT_RETENTION is not set)')];
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) return [skipped(NAME, `${rules.join(', ')}; the embedded PostgreSQL runs only while Rapport does`)];
  const pool = createPool(url, { max: 1, name: 'rapport-doctor' });
  try {
    const endings = endingsOf(config.retention, await keptQuarters(pool));
    const due = dueAt(endings, new Date()).map(({ dataClass, quarter }) => `${dataClass} of ${quarter}`);
    const shown = due.length > SHOWN ? [...due.slice(0, SHOWN), `${due.length - SHOWN} more`] : due;
    const next = endings[due.length];
    const after = next ? `; next: ${next.dataClass} of ${next.quarter} on ${next.endsAt.slice(0, 10)}` : '';
    return [ok(NAME, `${rules.join(', ')}; due now: ${shown.join(', ') || 'nothing'}${after}`)];
  } catch (error) {
    const unborn = (error as { code?: string }).code === UNDEFINED_TABLE;
    return [skipped(NAME, unborn ? 'not made yet: this database has never been used' : reasonOf(error))];
  } finally {
    await pool.end();
  }
};
