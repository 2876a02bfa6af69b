import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { connect, type Client } from '../client';
import { answer, EXIT, say, table } from '../terminal';
import { pastId, pastLine, pastProgress, pastReport, type PastAnswer } from './past-text';

type Env = Readonly<Record<string, string | undefined>>;
interface Json {
  readonly json: boolean;
}
interface Asked extends Json {
  readonly asOfRecorded?: string;
  readonly asOfOccurred?: string;
  readonly detach: boolean;
}

const LOOK_MS = 300;
const UNDER_WAY = ['requested', 'running'];

const show = (client: Client, id: string): Promise<PastAnswer> =>
  client.ask('GET', `/v1/pasts/${id}`) as Promise<PastAnswer>;

/** Shows progress until it is built, or will not be; on a terminal in one line. */
const watched = async (client: Client, id: string): Promise<PastAnswer> => {
  for (let last = ''; ; await pause(LOOK_MS)) {
    const found = await show(client, id);
    const line = pastProgress(found);
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
    else if (line !== last) say(line);
    last = line;
    if (UNDER_WAY.includes(found.state)) continue;
    if (process.stderr.isTTY) say('');
    return found;
  }
};

const list = (env: Env): Command =>
  new Command('list')
    .description('what was asked for, newest first')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: Json) => {
      const { pasts } = (await connect(env).ask('GET', '/v1/pasts')) as { pasts: PastAnswer[] };
      answer(json, pasts, () => table([['id', 'projection', 'state', 'as of', 'rows', 'asked at'], ...pasts.map(pastLine)])); // prettier-ignore
    });

const steps = {
  show: ['GET', '', 'how far one is, and how its rows are had'],
  pause: ['POST', '/pause', 'hold one that is being built; others go on'],
  resume: ['POST', '/resume', 'have one that is held begun again'],
  drop: ['DELETE', '', 'drop the rows of one, or call its building off'],
} as const;

const step = (env: Env, name: keyof typeof steps): Command => {
  const [method, path, description] = steps[name];
  return new Command(name)
    .description(description)
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: Json) => {
      const found = (await connect(env).ask(method, `/v1/pasts/${pastId(id)}${path}`)) as PastAnswer;
      answer(json, found, () => pastReport(found));
    });
};

/** `rapport past`: all rows of projections as of moments of the past, over HTTP. Exit 1 when it was not built. */
export const past = (env: Env, exit: (code: number) => void): Command => {
  const command = new Command('past')
    .enablePositionalOptions()
    .argument('<projection>', 'its name, as "rapport status" shows it')
    .option('--as-of-recorded <moment>', 'as it was known then: what was recorded by this moment')
    .option('--as-of-occurred <moment>', 'as it was then: what had happened by this moment, as far as it is known')
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON', false)
    .action(async (projection: string, { json, detach, ...moments }: Asked) => {
      const client = connect(env);
      const begun = (await client.ask('POST', '/v1/pasts', { projection, ...moments })) as PastAnswer;
      say(`past ${begun.id}; it goes on when this command is ended`);
      const found = detach ? begun : await watched(client, begun.id);
      answer(json, found, () => (detach ? begun.id : pastReport(found)));
      if (!detach && found.state !== 'built') exit(EXIT.failed);
    });
  for (const name of Object.keys(steps) as (keyof typeof steps)[]) command.addCommand(step(env, name));
  return command.addCommand(list(env));
};
