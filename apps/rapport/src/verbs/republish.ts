import { readConfig } from '@rapport/edge';
import { isPosition } from '@rapport/event-store';
import { typeDefinition, unknownType } from '@rapport/events';
import { republishLog } from '@rapport/relay';
import { Command } from 'commander';
import { Advice, EXIT, answer, say } from '../terminal';
import { openHistory } from '../verify/open-history';

type Env = Readonly<Record<string, string | undefined>>;

interface Options {
  readonly to: string;
  readonly after?: string;
  readonly until?: string;
  readonly type?: readonly string[];
  readonly channel?: readonly string[];
  readonly handle?: string;
  readonly append: boolean;
  readonly json: boolean;
}

const SAY_EVERY_MS = 5_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const check = ({ after, until, type = [], handle }: Options): void => {
  for (const [name, position] of Object.entries({ after, until }))
    if (position !== undefined && !isPosition(position))
      throw new Advice(`--${name} must be a position as receipts, pages and records have it`, EXIT.usage);
  if (after !== undefined && until !== undefined && after.slice(0, 8) !== until.slice(0, 8))
    throw new Advice('--after and --until are of two histories', EXIT.usage);
  const bad = type.find((name) => !typeDefinition(name));
  if (bad !== undefined) throw new Advice(unknownType(bad), EXIT.usage);
  if (handle !== undefined && !UUID.test(handle)) throw new Advice('--handle must be a UUID', EXIT.usage);
};

const tell = async (env: Env, options: Options): Promise<void> => {
  check(options);
  const { to, after = null, until = null, type, channel, handle, append, json } = options;
  const config = readConfig(env);
  if (!config.kafka) throw new Advice('KAFKA_BROKERS says nothing: which Kafka?', EXIT.usage);
  const filter = {
    ...(type ? { type: new Set(type) } : {}),
    ...(channel ? { channel: new Set(channel) } : {}),
    ...(handle === undefined ? {} : { handle: handle.toLowerCase() }),
  };
  const history = await openHistory(config);
  let at: string | null = null;
  let said = performance.now();
  try {
    const done = await republishLog(
      { pool: history.pool, store: history.store, config: config.kafka },
      { topic: to, after, until, filter, append },
      (position, records) => {
        at = position;
        if (performance.now() - said < SAY_EVERY_MS) return;
        said = performance.now();
        say(`${records} records, up to ${position}`);
      },
    );
    answer(
      json,
      done,
      () => `${done.records} records on ${to}, up to ${done.position ?? 'nothing'} (replay ${done.replay})`,
    );
  } catch (error) {
    if (at !== null) say(`go on with --after ${String(at)} --append`);
    throw error;
  } finally {
    await history.close();
  }
};

/** `rapport republish`: a range of the log once more, to a private topic. */
export const republish = (env: Env): Command =>
  new Command('republish')
    .requiredOption('--to <topic>', 'a topic of your own; it is made when it is missing')
    .option('--after <position>', 'only what comes after it; the beginning when absent')
    .option('--until <position>', 'up to it, included; where the log ends now when absent')
    .option('--type <type...>', 'only these event types')
    .option('--channel <channel...>', 'only these channels')
    .option('--handle <handle>', 'only events that carry this handle')
    .option('--append', 'also into a topic that holds records already', false)
    .option('--json', 'the answer as JSON', false)
    .action((options: Options) => tell(env, options));
