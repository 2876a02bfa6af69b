import { createPool } from '@rapport/postgres';
import {
  RULES,
  type Progress,
  allOfThisRelease,
  closesUnderWay,
  isHistoryFaultText,
  isOfThisRelease,
  positions,
} from '@rapport/read-db';
import { getsOn } from '../close-text';
import { runningInstance } from '../up/instance';
import { type Finding, type Look, fail, ok, reasonOf, skipped, warn } from './finding';

const LAG_MAX = 10_000;
const WAITING_MAX_MS = 60_000;
const UNDEFINED_TABLE = '42P01';

/** What is to be said of one view. Exported for its spec. */
export const findingOf = (
  { projection, version, lag, oldestWaitingMs, parked, fault, faultSince, nextTryAt }: Progress,
  isOurs = true,
  isDeciding = false,
): Finding => {
  const check = `${projection} v${version}`;
  if (!isOurs)
    return warn(check, 'left by another release', '"rapport projections prune" drops what nobody follows any more');
  const behind = `${lag} events behind, the oldest for ${Math.round(oldestWaitingMs / 1_000)} s`;
  if (fault !== null) {
    const fix = isHistoryFaultText(fault)
      ? '"rapport resume" lets the views follow the restored or replaced log'
      : "read the projector's log; it says why";
    if (nextTryAt === null) return fail(check, `stopped: ${fault}`, fix);
    const tried = `fails since ${faultSince}, tried again at ${nextTryAt}, ${behind}: ${fault}`;
    return fail(
      check,
      tried,
      'mend what the fault names (room on the disk, the table, its rights); it goes on by itself then',
    );
  }
  if (parked > 0) {
    const fix = `GET /v1/projections says at which events; correct them, or mend the fold and retry, or skip: docs/how-to/mend-parked-customers.md`;
    return fail(check, `${parked} customers parked, ${behind}`, fix);
  }
  if (isDeciding) return ok(check, `${behind}, at a close that takes long (see closes)`);
  return lag > LAG_MAX || oldestWaitingMs > WAITING_MAX_MS
    ? warn(check, behind, 'is a projector at work? "rapport status" says; if it is, give it time')
    : ok(check, behind);
};

/** How far the views are, asked of the database itself: true also when no instance answers. */
export const progress: Look = async ({ config }) => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) return [];
  const pool = createPool(url, { max: 1, name: 'rapport-doctor' });
  try {
    const registered = await allOfThisRelease(pool);
    const isDeciding = (await closesUnderWay(pool)).some((close) => getsOn(close));
    return (await positions(pool)).map((one) =>
      findingOf(one, isOfThisRelease(one, registered), isDeciding && one.projection === RULES.name),
    );
  } catch (error) {
    // Before the first start there is nothing to look at; what else is wrong, the look at the database says.
    const unborn = (error as { code?: string }).code === UNDEFINED_TABLE;
    return [skipped('views', unborn ? 'not made yet: this database has never been used' : reasonOf(error))];
  } finally {
    await pool.end();
  }
};
