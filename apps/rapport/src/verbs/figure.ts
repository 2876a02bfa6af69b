import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { connect, type Client } from '../client';
import { answer, EXIT, say, table } from '../terminal';
import { readDefinition } from './define';
import { checkText, figureId, figureLine, figureText, progressText, type CheckAnswer, type FigureAnswer } from './figure-text'; // prettier-ignore

type Env = Readonly<Record<string, string | undefined>>;
type Exit = (code: number) => void;
interface Json {
  readonly json: boolean;
}
interface Freezing extends Json {
  readonly projection?: string;
  readonly version?: number;
  readonly definition?: string;
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly from?: string;
  readonly to?: string;
  readonly position?: string;
  readonly asOfRecorded?: string;
  readonly detach: boolean;
}

const LOOK_MS = 300;

/** Looks until something has come to an end, and says how far it is. */
const watched = async <T extends FigureAnswer | CheckAnswer>(
  look: () => Promise<T>,
  ends: readonly string[],
): Promise<T> => {
  for (let last = ''; ; await pause(LOOK_MS)) {
    const found = await look();
    if (ends.includes(found.state)) return found;
    const line = progressText(found);
    if (line !== last) say((last = line));
  }
};

const show = (client: Client, id: string): Promise<FigureAnswer> =>
  client.ask('GET', `/v1/figures/${id}`) as Promise<FigureAnswer>;

const whole = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('a whole number from 1.');
};

/** `queue=support-en,billing`, as often as there are parts. */
const parts = (text: string, before: Freezing['where']): Freezing['where'] => {
  const [name, values] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  if (!text.includes('=') || name === '' || values === '') throw new InvalidArgumentError('part=value,value.');
  return { ...before, [name]: values.split(',') };
};

const freeze = (env: Env, exit: Exit): Command =>
  new Command('freeze')
    .description('write down what a described projection says up to a place of the log, for good')
    .argument('<name>', 'what people call the figure; nothing personal')
    .option('--projection <name>', 'a projection that somebody described')
    .option('--version <number>', 'its version, also one that was dropped; the one that serves when absent', whole)
    .option('--definition <file>', 'instead: a description of its own, YAML or JSON ("-" = stdin)')
    .option('--where <part=values>', 'only these values of a part, with commas between; may be given often', parts, {})
    .option('--from <stretch>', 'first day, week, month or year')
    .option('--to <stretch>', 'the first that is not wanted any more')
    .option('--position <position>', 'the history counts up to this place of the log; now when absent')
    .option('--as-of-recorded <moment>', 'instead: what was recorded by this moment')
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON', false)
    .action(async (name: string, { json, detach, definition, ...asked }: Freezing) => {
      const described = definition === undefined ? {} : { definition: readDefinition(definition) };
      const client = connect(env);
      const begun = (await client.ask('POST', '/v1/figures', { name, ...asked, ...described })) as FigureAnswer; // prettier-ignore
      say(`figure ${begun.id}; it goes on when this command is ended`);
      const found = detach ? begun : await watched(() => show(client, begun.id), ['frozen', 'failed']);
      answer(json, found, () => (detach ? begun.id : figureText(found)));
      if (found.state === 'failed') exit(EXIT.failed);
    });

const list = (env: Env): Command =>
  new Command('list')
    .description('the newest figures')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: Json) => {
      const found = (await connect(env).ask('GET', '/v1/figures')) as Record<'figures' | 'asked', FigureAnswer[]>;
      const all = [...found.asked, ...found.figures];
      answer(json, found, () => table([['id', 'name', 'state', 'frozen at', 'asked again'], ...all.map(figureLine)]));
    });

const shown = (env: Env): Command =>
  new Command('show')
    .description('what was asked, the answer, and how it was found when it was asked again')
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: Json) => {
      const found = await show(connect(env), figureId(id));
      answer(json, found, () => figureText(found));
    });

const check = (env: Env, exit: Exit): Command =>
  new Command('check')
    .description('ask a figure again, from the log alone; exit code 1 when it is not the same')
    .argument('<id>')
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON', false)
    .action(async (given: string, { json, detach }: Json & { readonly detach: boolean }) => {
      const id = figureId(given);
      const client = connect(env);
      const begun = (await client.ask('POST', `/v1/figures/${id}/checks`)) as CheckAnswer;
      const look = async (): Promise<CheckAnswer> =>
        (await show(client, id)).checks?.find((one) => one.id === begun.id) ?? begun;
      // A check that was done a moment ago has its outcome once the view has come to it.
      const isTold = (one: CheckAnswer): CheckAnswer =>
        one.state === 'done' && one.equal === undefined ? { ...one, state: 'running' } : one;
      const found = detach ? begun : await watched(async () => isTold(await look()), ['done', 'failed']);
      answer(json, found, () => (detach ? begun.id : checkText(found)));
      if (found.state === 'failed' || found.equal === false) exit(EXIT.failed);
    });

/** `rapport figure`: figures that were frozen, over HTTP. */
export const figure = (env: Env, exit: Exit): Command => {
  const command = new Command('figure');
  for (const verb of [freeze(env, exit), list(env), shown(env), check(env, exit)]) command.addCommand(verb);
  return command;
};
