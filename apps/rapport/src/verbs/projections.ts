import { Command, InvalidArgumentError } from 'commander';
import { connect } from '../client';
import { answer, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

/** As `GET /v1/projections/versions` tells it. */
interface Version {
  readonly name: string;
  readonly version: number;
  readonly state: 'live' | 'left';
  readonly table: string;
  readonly bytes: number;
  readonly updatedAt: string;
  readonly prunable: boolean;
}

const MEGABYTE = 1024 * 1024;
const HOURS_MAX = 8_760;

const rowOf = ({ name, version, state, table: rows, bytes, updatedAt, prunable }: Version): string[] => [
  `${name} v${version}`,
  prunable ? 'left, can go' : state,
  rows,
  `${(bytes / MEGABYTE).toFixed(1)} MB`,
  updatedAt,
];
const shown = (versions: readonly Version[]): string =>
  table([['projection', 'state', 'table', 'size', 'last moved'], ...versions.map(rowOf)]);

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
      const { pruned } = (await connect(env).ask('POST', '/v1/projections/prune', { hours })) as { pruned: Version[] };
      answer(json, pruned, () => (pruned.length === 0 ? 'there is nothing to prune' : `dropped:\n${shown(pruned)}`));
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
