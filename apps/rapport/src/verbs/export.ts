import { auditLines } from '@rapport/chain';
import { readConfig } from '@rapport/edge';
import { Command, Option } from 'commander';
import { type Client, connect } from '../client';
import { writeParquet } from '../sql/parquet';
import { Advice, EXIT, say } from '../terminal';
import { openHistory } from '../verify/open-history';
import { wholeFile, writeText } from '../write-out';
import { FORMATS, type Format, textOf } from './export-forms';
import { type Exported, exportedEvents, exportedHandles, exportedPast, exportedRows } from './export-pages';
import { pastId } from './past-text';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly format: Format | 'parquet';
  readonly out?: string;
  readonly force: boolean;
  readonly title: boolean;
  readonly forAudit: boolean;
  readonly type?: string;
  readonly channel?: string;
  readonly after?: string;
  readonly last?: string;
  readonly past?: string;
}

const EVERY_MS = 1_000;

/** Says on stderr how far it is, at most once a second. */
const progressOf = ({ of, about }: Pick<Exported, 'of' | 'about'>): ((items: number) => void) => {
  const began = performance.now();
  let said = began;
  return (items) => {
    const now = performance.now();
    if (now - said < EVERY_MS) return;
    said = now;
    const rate = Math.round((items / (now - began)) * 1_000);
    const share = about === null ? '' : ` of about ${about}`;
    say(`${of}: ${items}${share}, ${rate}/s`);
  };
};

const exportedBy = (client: Client, what: string, { type, channel, after, last, past }: Wanted): Promise<Exported> => {
  const chosen = { ...(type && { type }), ...(channel && { channel }), ...(after && { after }) };
  const isRows = what !== 'events' && what !== 'handles';
  if (past !== undefined && !isRows) throw new Advice('--past is for rows of a projection', EXIT.usage);
  if (last !== undefined && !isRows) throw new Advice('--last is for rows of a described projection', EXIT.usage);
  if (what === 'events') return exportedEvents(client, chosen);
  if (Object.keys(chosen).length > 0) throw new Advice('--type, --channel and --after are for events', EXIT.usage);
  if (past !== undefined) return exportedPast(client, what, pastId(past), last);
  return isRows ? exportedRows(client, what, last) : exportedHandles(client);
};

/** The log with its anchors and evidence, read past the API, byte for byte. */
const exportForAudit = async (env: Env, wanted: Wanted): Promise<number> => {
  const history = await openHistory(readConfig(env));
  const progress = progressOf({ of: 'events', about: null });
  let events = 0;
  try {
    await writeText(
      auditLines(history, (count) => progress((events = count))),
      wanted,
    );
  } finally {
    await history.close();
  }
  return events;
};

const written = async (exported: Exported, wanted: Wanted, counted: (items: number) => void): Promise<void> => {
  const { format, out, force, title } = wanted;
  if (format !== 'parquet') return writeText(textOf(exported, format, title, counted), wanted);
  if (out === undefined || out === '-')
    throw new Advice(`Parquet needs a file: --out ${exported.of}.parquet`, EXIT.usage);
  counted(await wholeFile(out, force, (part) => writeParquet(exported, part, counted)));
};

/** `rapport export`: the log or the rows of a projection, to a file or stdout. Personal values never leave in clear. */
export const exportVerb = (env: Env): Command =>
  new Command('export')
    .argument('<what>', '"events", "handles" (whose they are now), or the name of a projection')
    .addOption(new Option('--format <format>', 'how').choices([...FORMATS, 'parquet']).default('ndjson'))
    .option('--out <file>', 'where to; "-" or nothing = stdout')
    .option('--force', 'replace the file if it exists', false)
    .option('--no-title', 'leave out the first line, which says of what and up to which position')
    .option('--for-audit', 'events with anchors and evidence, for bin/verify-export.mjs; needs the database', false)
    .option('--type <types>', 'only these event types, with commas between')
    .option('--channel <channels>', 'only these channels, with commas between')
    .option('--after <position>', 'only events after this position')
    .option(
      '--last <count>',
      'of a described projection only the last so many days, weeks, months or years of its rows',
    )
    .option('--past <id>', 'rows as "rapport past" has had them built')
    .action(async (what: string, wanted: Wanted) => {
      if (wanted.forAudit) {
        if (what !== 'events' || wanted.type || wanted.channel || wanted.after || wanted.format !== 'ndjson')
          throw new Advice('--for-audit exports all events as NDJSON, and takes only --out and --force', EXIT.usage);
        say(`exported ${await exportForAudit(env, wanted)} events for an audit`);
        return;
      }
      const exported = await exportedBy(connect(env), what, wanted);
      const progress = progressOf(exported);
      let items = 0;
      const counted = (count: number): void => progress((items = count));
      await written(exported, wanted, counted);
      say(`exported ${items} ${what === 'events' ? 'events' : 'rows'} up to ${exported.position || 'the beginning'}`);
    });
