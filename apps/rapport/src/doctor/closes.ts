import { createPool } from '@rapport/postgres';
import { type CloseUnderWay, closesUnderWay } from '@rapport/read-db';
import { closeLine } from '../close-text';
import { runningInstance } from '../up/instance';
import { type Finding, type Look, ok, reasonOf, skipped, warn } from './finding';

const NAME = 'closes';
const UNDEFINED_TABLE = '42P01';

/** What is to be said of a close that takes long. Exported for its spec. */
export const closeFinding = (close: CloseUnderWay): Finding =>
  close.state === 'running'
    ? ok(NAME, closeLine(close))
    : warn(
        NAME,
        closeLine(close),
        'start a projector ("rapport up"): what the log has of the close is not decided again',
      );

/** Closes that are under way, asked of the database itself: true also when no instance answers. */
export const closes: Look = async ({ config }) => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) return [];
  const pool = createPool(url, { max: 1, name: 'rapport-doctor' });
  try {
    return (await closesUnderWay(pool)).map(closeFinding);
  } catch (error) {
    // Before the first start there is nothing to look at.
    return (error as { code?: string }).code === UNDEFINED_TABLE ? [] : [skipped(NAME, reasonOf(error))];
  } finally {
    await pool.end();
  }
};
