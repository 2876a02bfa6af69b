import { anchorFiles, lastAnchor, verifyHistory } from '@rapport/chain';
import { readConfig } from '@rapport/edge';
import { Command } from 'commander';
import { explain } from '../explain';
import { Advice, answer, EXIT, say } from '../terminal';
import { beginAt } from '../verify/begin-at';
import { openHistory, type History } from '../verify/open-history';
import { awaitAnchors, secondsOf, whyNoAnchors } from '../verify/reach-of-anchors';
import { reportText } from '../verify/report-text';
import { trustedKeys } from '../verify/trusted-keys';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly anchors?: string;
  readonly fromAnchor?: string;
  readonly key: readonly string[];
  readonly wait?: string | true;
  readonly json: boolean;
}

/** Nobody may take "could not look" for "looked, and all is well", nor for "tampered". */
const NOT_CHECKED = 2;

const UNDEFINED_TABLE = '42P01';

const newestOf = async ({ pool }: History): Promise<number> => {
  const none = (error: { code?: string }): null => {
    if (error.code === UNDEFINED_TABLE) return null;
    throw error;
  };
  return (await lastAnchor(pool).catch(none))?.number ?? 0;
};

const check = async (history: History, env: Env, { anchors, fromAnchor, key, wait, json }: Wanted): Promise<number> => {
  const config = readConfig(env);
  const where = anchors ?? config.anchorDir;
  if (wait !== undefined) await awaitAnchors(history, secondsOf(wait));
  const files = anchorFiles(where);
  if (anchors !== undefined && files.length === 0) throw new Advice(`there are no anchors at ${anchors}`);
  if (files.length === 0 && (await newestOf(history)) === 0) throw new Advice(await whyNoAnchors(history, where));
  const { ring, note } = await trustedKeys(history.pool, config, where, key);
  const from = fromAnchor === undefined ? null : await beginAt(fromAnchor, { pool: history.pool, files, ring });
  const report = await verifyHistory({ ...history, ring, files, from });
  const notes = [
    ...report.notes,
    ...(note === null ? [] : [note]),
    ...(files.length === 0 ? [`no exported anchors at ${where}: the database vouches for itself`] : []),
    ...(from ? [`what anchor ${from.number} covers, its first ${from.count} events, was not looked at`] : []),
  ];
  answer(json, { ...report, notes, keys: ring.ids }, () => reportText(report, notes));
  return report.verdict === 'intact' ? EXIT.fine : EXIT.failed;
};

/** `rapport verify`: exit 0 = intact, 1 = tampered, 2 = could not check. */
export const verify = (env: Env, exit: (code: number) => void): Command =>
  new Command('verify')
    .option('--anchors <path>', 'exported anchors: a file, or a directory of them (default: RAPPORT_ANCHOR_DIR)')
    .option('--from-anchor <file|number>', 'trust this anchor, and look only at what came after it')
    .option('--key <file>', 'a trusted public key in PEM; may be repeated', (file, all: string[]) => [...all, file], [])
    .option('--wait [seconds]', 'wait until anchors cover all that the log holds now (up to 30 s where none are given)')
    .option('--json', 'the report as JSON', false)
    .action(async (wanted: Wanted) => {
      try {
        const history = await openHistory(readConfig(env));
        try {
          exit(await check(history, env, wanted));
        } finally {
          await history.close();
        }
      } catch (error) {
        say(`could not check: ${explain(error).text}`);
        exit(NOT_CHECKED);
      }
    });
