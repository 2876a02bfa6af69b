import { Command } from 'commander';
import { connect } from '../client';
import { answer, say, table } from '../terminal';
import { dismissVerb, redriveVerb } from './quarantine-settle';

type Env = Readonly<Record<string, string | undefined>>;

/** As `GET /v1/quarantine/counts` tells it. */
interface Counts {
  readonly counts: readonly {
    readonly source: string | null;
    readonly code: string;
    readonly entries: number;
    readonly times: number;
    readonly firstReceivedAt: string;
    readonly lastReceivedAt: string;
  }[];
  readonly overflow: readonly {
    readonly keyId: string;
    readonly day: string;
    readonly code: string;
    readonly events: number;
  }[];
}

const shown = ({ counts, overflow }: Counts): string => {
  const kept =
    counts.length === 0
      ? 'nothing is kept: all that came was taken, settled, or has expired'
      : table([
          ['source', 'reason', 'entries', 'came', 'first', 'last'],
          ...counts.map(({ source, code, entries, times, firstReceivedAt, lastReceivedAt }) => [
            ...[source ?? '-', code, String(entries), String(times), firstReceivedAt, lastReceivedAt],
          ]),
        ]);
  const over = overflow.map(({ keyId, day, code, events }) => `not kept, only counted: ${events} × ${code} of ${keyId} on ${day} (its share was full)`); // prettier-ignore
  return [kept, ...over].join('\n');
};

const show = (env: Env): Command =>
  new Command('show')
    .description('one of them with its text; that somebody looked is recorded')
    .argument('<id>', 'from the refusal or from list')
    .action(async (id: string) => {
      const entry = await connect(env).ask('GET', `/v1/quarantine/${encodeURIComponent(id)}`);
      answer(true, entry, () => '');
    });

interface Entry {
  readonly id: string;
  readonly source: string | null;
  readonly code: string;
  readonly detail: string;
  readonly times: number;
  readonly receivedAt: string;
}
interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}
const entriesShown = ({ entries, next }: Page): string => {
  const rows = entries.map(({ id, receivedAt, source, code, detail, times }) => [
    ...[receivedAt, source ?? '-', code, detail, `${times}×`, id],
  ]);
  return `${table([['received', 'source', 'reason', 'in words', 'came', 'id'], ...rows])}${next ? '\nand more' : ''}`;
};

const list = (env: Env): Command =>
  new Command('list')
    .description('the last of them, without their texts')
    .option('--source <name>', 'only of this source')
    .option('--code <code>', 'only for this reason')
    .option('--key <id>', 'only what this key sent, such as kafka/rapport.ingest.v1')
    .option('--limit <n>', 'at most so many', '50')
    .option('--json', 'as JSON', false)
    .action(async ({ json, ...which }: { json: boolean } & Readonly<Record<string, string>>) => {
      const page = (await connect(env).ask('GET', `/v1/quarantine?${new URLSearchParams(which).toString()}`)) as Page;
      answer(json, page, () => entriesShown(page));
    });

/** `rapport quarantine`: what was refused, and what to do about it. */
export const quarantineVerb = (env: Env, exit: (code: number) => void): Command =>
  new Command('quarantine')
    .option('--json', 'as JSON', false)
    .addCommand(list(env))
    .addCommand(show(env))
    .addCommand(redriveVerb(env, exit))
    .addCommand(dismissVerb(env))
    .action(async ({ json }: { json: boolean }) => {
      const counts = (await connect(env).ask('GET', '/v1/quarantine/counts')) as Counts;
      answer(json, counts, () => shown(counts));
      if (!json && counts.counts.length > 0) say('"rapport quarantine redrive --help" tells how to try them again');
    });
