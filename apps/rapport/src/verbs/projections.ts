import { Command, InvalidArgumentError } from 'commander';
import { connect } from '../client';
import { answer } from '../terminal';
import { prunedText, shown, type Version } from './versions-text';

type Env = Readonly<Record<string, string | undefined>>;

const HOURS_MAX = 8_760;

const hoursOf = (text: string): number => {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= HOURS_MAX) return hours;
  throw new InvalidArgumentError(`whole hours from 1 to ${HOURS_MAX}.`);
};

const prune = (env: Env): Command =>
  new Command('prune')
    .description('drop the tables of versions that other releases have left and nobody follows any more')
    .option('--hours <n>', 'for how long nobody may have followed them', hoursOf, 24)
    .option('--json', 'as JSON', false)
    .action(async ({ hours }: { hours: number }, command: Command) => {
      const { json } = command.optsWithGlobals<{ json: boolean }>();
      const client = connect(env);
      const { pruned } = (await client.ask('POST', '/v1/projections/prune', { hours })) as { pruned: Version[] };
      const { versions } = (await client.ask('GET', '/v1/projections/versions')) as { versions: Version[] };
      answer(json, pruned, () => prunedText(pruned, versions.filter(({ state }) => state === 'left'), hours)); // prettier-ignore
    });

const drop = (env: Env): Command =>
  new Command('drop')
    .description('drop a projection that somebody described, with all its versions')
    .argument('<name>', 'as "rapport define" gave it')
    .option('--json', 'as JSON', false)
    .action(async (name: string, _options: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<{ json: boolean }>();
      const gone = await connect(env).ask('DELETE', `/v1/projections/${encodeURIComponent(name)}`);
      answer(json, gone, () => `${name} is no longer kept; the log can make it again`);
    });

/** `rapport projections`: the versions that have tables; `prune` drops what other releases have left, `drop` a described one. */
export const projectionsVerb = (env: Env): Command =>
  new Command('projections')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const { versions } = (await connect(env).ask('GET', '/v1/projections/versions')) as { versions: Version[] };
      answer(json, versions, () => shown(versions));
    })
    .addCommand(prune(env))
    .addCommand(drop(env));
