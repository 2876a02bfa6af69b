import { createPool } from '@rapport/postgres';
import { type AuditReport, auditReport } from '@rapport/read-db';
import { runningInstance } from '../up/instance';
import { type Finding, type Look, fail, ok, reasonOf, skipped } from './finding';

const NAME = 'audit of views';

/** What is to be said of the audit: one finding for each view that has drifted. Exported for its spec. */
export const findingsOf = ({ checked, finished, drift, findings }: AuditReport, isOn: boolean): readonly Finding[] => {
  const drifted = Object.entries(drift).map(([view, count]) => {
    const name = view.replace(/ v\d+$/, '');
    const one = findings.find(({ projection }) => projection === name);
    const example = one ? `, one of them ${one.key}${one.fields.length > 0 ? ` in ${one.fields.join(', ')}` : ''}` : '';
    const fix = `"rapport replay ${name}" builds it anew; GET /v1/audit/views lists the rows: docs/how-to/prove-that-views-are-right.md`;
    return fail(`${NAME}: ${view}`, `${count} rows are not what the log says${example}`, fix);
  });
  if (drifted.length > 0) return drifted;
  if (!isOn) return [skipped(NAME, 'switched off (RAPPORT_AUDIT_VIEWS=off)')];
  if (checked === 0) return [ok(NAME, 'nothing was looked at yet')];
  const left = Object.values(finished?.projections ?? {}).flatMap(({ leftOut }) => Object.values(leftOut));
  const gaps = left.reduce((sum, count) => sum + count, 0);
  const last = finished === null ? 'the first round is under way' : `the last round ended at ${finished.endedAt}`;
  return [
    ok(
      NAME,
      `${checked} customers looked at, no drift; ${last}${gaps > 0 ? `; ${gaps} times somebody could not be compared` : ''}`,
    ),
  ];
};

/** What the projector found when it compared rows with rebuilt ones. */
export const audit: Look = async ({ config }) => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) return [];
  const pool = createPool(url, { max: 1, name: 'rapport-doctor' });
  try {
    return findingsOf(await auditReport(pool), config.auditViews);
  } catch (error) {
    return [skipped(NAME, reasonOf(error))];
  } finally {
    await pool.end();
  }
};
