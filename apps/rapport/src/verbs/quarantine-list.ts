import { Command } from 'commander';
import { connect } from '../client';
import { answer, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

/** `rapport quarantine show`: one with its text. */
export const showVerb = (env: Env): Command =>
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

/** `rapport quarantine list`: the last ones, without their texts. */
export const listVerb = (env: Env): Command =>
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
