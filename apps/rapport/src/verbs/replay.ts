import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { connect, type Client } from '../client';
import { Advice, EXIT, answer, say, table } from '../terminal';
import { asLine, asReport, inPlace, listLine, type ReplayAnswer } from './replay-text';

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

/** Shows progress until the replays have come to an end; on a terminal a line of each, again and again in the same place. */
const watched = async (client: Client, ids: readonly string[]): Promise<readonly ReplayAnswer[]> => {
  const isTerminal = process.stderr.isTTY;
  const last = new Map<string, string>();
  for (;;) {
    const all = await Promise.all(ids.map((id) => client.ask('GET', `/v1/replays/${id}`) as Promise<ReplayAnswer>));
    if (isTerminal) process.stderr.write(inPlace(all.map(asLine), last.size > 0, process.stderr.columns));
    for (const replay of all) {
      const line = asLine(replay);
      if (!isTerminal && line !== last.get(replay.id)) say(line);
      last.set(replay.id, line);
    }
    if (all.every(({ state, wish: wished }) => ENDS.includes(state) && wished === null)) return all;
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
      const [replay] = isLong
        ? await watched(client, [id])
        : [(await client.ask('GET', `/v1/replays/${id}`)) as ReplayAnswer];
      answer(json, replay, () => asReport(replay!));
    });

const list = (env: Env): Command =>
  new Command('list')
    .description('the newest replays')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const { replays } = (await connect(env).ask('GET', '/v1/replays')) as { replays: ReplayAnswer[] };
      answer(json, replays, () =>
        table([['id', 'projection', 'state', 'events', 'rows', 'asked at', 'asked by'], ...replays.map(listLine)]),
      );
    });

/** One is asked for by its own route, and shown as it is; several are asked for at once: all of them or none. */
const asked = async (client: Client, names: readonly string[], promote: boolean): Promise<readonly ReplayAnswer[]> => {
  const [only] = names;
  if (names.length === 1)
    return [(await client.ask('POST', `/v1/projections/${encodeURIComponent(only!)}/replays`, { promote })) as ReplayAnswer]; // prettier-ignore
  const { replays } = (await client.ask('POST', '/v1/replays', { projections: names, promote })) as { replays: ReplayAnswer[] }; // prettier-ignore
  return replays;
};

/** `rapport replay`: builds projections anew beside the live ones, over HTTP. Exit 1 when one failed or was cancelled. */
export const replay = (env: Env, exit: (code: number) => void): Command => {
  const command = new Command('replay')
    .enablePositionalOptions()
    .argument('<projections...>', 'their names, as "rapport status" shows them; several read the log together')
    .option('--no-promote', 'stop before the swap; "rapport replay promote <id>" makes it')
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON: an object for one projection, a list for several', false)
    .action(async (names: readonly string[], { promote, detach, json }: Options) => {
      const client = connect(env);
      const begun = await asked(client, names, promote);
      for (const { id } of begun) say(`replay ${id}; it goes on when this command is ended`);
      const ids = begun.map(({ id }) => id);
      const ended = detach ? begun : await watched(client, ids);
      answer(json, ended.length === 1 ? ended[0] : ended, () => (detach ? ids : ended.map(asReport)).join('\n'));
      if (ended.some(({ state }) => state === 'failed' || state === 'cancelled')) exit(EXIT.failed);
    });
  for (const name of WISHES) command.addCommand(wish(env, name));
  return command.addCommand(list(env));
};
