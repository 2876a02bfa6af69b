import { Command } from 'commander';
import { connect, type Client } from '../client';
import { Advice, EXIT, answer, say } from '../terminal';
import { NONE, added, tallyText, type Tally } from './quarantine-tally';

type Env = Readonly<Record<string, string | undefined>>;

const PATIENCE_MS = 120_000;
/** Page after page of what there is now; what comes meanwhile is left for another time. */
const settleAll = async (client: Client, what: 'redrive' | 'dismiss', which: object): Promise<Tally> => {
  let tally: Tally = { ...NONE, reasons: {} };
  const until = new Date().toISOString();
  for (let cursor: string | null = null, pages = 1; ; pages += 1) {
    const body = { to: until, ...which, ...(cursor === null ? {} : { cursor }) };
    const page = (await client.ask('POST', `/v1/quarantine/${what}`, body, PATIENCE_MS)) as Tally & {
      next: string | null;
    };
    tally = added(tally, page);
    cursor = page.next;
    if (cursor === null) return tally;
    if (pages % 10 === 0) say(`${tally.entries} so far`);
  }
};

interface Asked {
  readonly source?: string;
  readonly code?: string;
  readonly key?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly json: boolean;
}
const choosing = (command: Command): Command =>
  command
    .argument('[id]', 'one of them')
    .option('--source <name>', 'all of this source')
    .option('--code <code>', 'all refused for this reason, such as source-forbidden')
    .option('--key <id>', 'all that this key sent, such as kafka/rapport.ingest.v1')
    .option('--from <moment>', 'first received at or after')
    .option('--to <moment>', 'first received before')
    .option('--json', 'as JSON', false);

const choiceOf = (id: string | undefined, { source, code, key, from, to, reason }: Asked): object => {
  const which = Object.fromEntries(
    Object.entries({ source, code, key, from, to }).filter(([, value]) => value !== undefined),
  );
  if (id !== undefined && Object.keys(which).length > 0)
    throw new Advice('say one id, or which ones, not both', EXIT.usage);
  return { ...which, ...(reason === undefined ? {} : { reason }) };
};

/** `rapport quarantine redrive`: tries refused input again as it came. */
export const redriveVerb = (env: Env, exit: (code: number) => void): Command =>
  choosing(new Command('redrive'))
    .description('try them again as they came, once their cause is mended; the rest stays')
    .option('--all', 'everything that is there', false)
    .option('--reason <text>', 'why it goes in now; nothing personal')
    .action(async (id: string | undefined, asked: Asked & { all: boolean }) => {
      const choice = choiceOf(id, asked);
      if (id !== undefined) {
        const receipt = await connect(env).ask('POST', `/v1/quarantine/${encodeURIComponent(id)}/redrive`, choice);
        return answer(asked.json, receipt, () => `${(receipt as { status: string }).status}`);
      }
      const { source, code, key, from, to } = asked;
      if (!asked.all && [source, code, key, from, to].every((one) => one === undefined))
        throw new Advice('say which: an id, --source, --code, --key, --from, --to, or --all', EXIT.usage);
      const tally = await settleAll(connect(env), 'redrive', choice);
      answer(asked.json, tally, () => tallyText(tally));
      if (tally.accepted + tally.duplicate < tally.entries) exit(EXIT.failed);
    });

/** `rapport quarantine dismiss`: gives refused input up. */
export const dismissVerb = (env: Env): Command =>
  choosing(new Command('dismiss'))
    .description('give them up: their texts become unreadable for ever')
    .requiredOption('--reason <text>', 'why; nothing personal')
    .action(async (id: string | undefined, asked: Asked) => {
      const choice = choiceOf(id, asked);
      if (id !== undefined) {
        await connect(env).ask('POST', `/v1/quarantine/${encodeURIComponent(id)}/dismiss`, choice);
        return answer(asked.json, { status: 'dismissed' }, () => 'given up');
      }
      const tally = await settleAll(connect(env), 'dismiss', choice);
      answer(asked.json, tally, () => tallyText(tally));
    });
