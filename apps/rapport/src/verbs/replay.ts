import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { connect, type Client } from '../client';
import { Advice, EXIT, answer, say, table } from '../terminal';
import { asLine, asReport, listLine, type ReplayAnswer } from './replay-text';

type Env = Readonly<Record<string, string | undefined>>;
interface Options {
  readonly promote: boolean;
  readonly detach: boolean;
  readonly json: boolean;
}

const LOOK_MS = 500;
const ENDS = ['ready', 'promoted', 'rolled-back', 'cancelled', 'failed'];
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;
const WISHES = ['pause', 'resume', 'cancel', 'promote', 'rollback'] as const;

/** Shows progress until the replay has come to an end; on a terminal in one line. */
const watched = async (client: Client, id: string): Promise<ReplayAnswer> => {
  for (let last = ''; ;) {
    const replay = (await client.ask('GET', `/v1/replays/${id}`)) as ReplayAnswer;
    const line = asLine(replay);
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
    else if (line !== last) say(line);
    last = line;
    if (ENDS.includes(replay.state) && replay.wish === null) {
      if (process.stderr.isTTY) say('');
      return replay;
    }
    await pause(LOOK_MS);
  }
};

const wish = (env: Env, name: (typeof WISHES)[number]): Command =>
  new Command(name)
    .description(`${name === 'rollback' ? 'put the table from before back' : `${name} a replay`}`)
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: { readonly json: boolean }) => {
      if (!UUID.test(id)) throw new Advice('that is no id of a replay; "rapport replay list" shows them', EXIT.usage);
      const client = connect(env);
      await client.ask('POST', `/v1/replays/${id}/${name}`);
      const isLong = name === 'promote' || name === 'rollback';
      const replay = isLong
        ? await watched(client, id)
        : ((await client.ask('GET', `/v1/replays/${id}`)) as ReplayAnswer);
      answer(json, replay, () => asReport(replay));
    });

const list = (env: Env): Command =>
  new Command('list')
    .description('the newest replays')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const { replays } = (await connect(env).ask('GET', '/v1/replays')) as { replays: ReplayAnswer[] };
      answer(json, replays, () =>
        table([['id', 'projection', 'state', 'events', 'rows', 'asked at'], ...replays.map(listLine)]),
      );
    });

/** `rapport replay`: builds a projection anew beside the live one, over HTTP. Exit 1 when it failed or was cancelled. */
export const replay = (env: Env, exit: (code: number) => void): Command => {
  const command = new Command('replay')
    .enablePositionalOptions()
    .argument('<projection>', 'its name, as "rapport status" shows it')
    .option('--no-promote', 'stop before the swap; "rapport replay promote <id>" makes it')
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON', false)
    .action(async (projection: string, { promote, detach, json }: Options) => {
      const client = connect(env);
      const route = `/v1/projections/${encodeURIComponent(projection)}/replays`;
      const asked = (await client.ask('POST', route, { promote })) as ReplayAnswer;
      say(`replay ${asked.id}; it goes on when this command is ended`);
      const replayed = detach ? asked : await watched(client, asked.id);
      answer(json, replayed, () => (detach ? asked.id : asReport(replayed)));
      if (replayed.state === 'failed' || replayed.state === 'cancelled') exit(EXIT.failed);
    });
  for (const name of WISHES) command.addCommand(wish(env, name));
  return command.addCommand(list(env));
};
