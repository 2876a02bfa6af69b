import { readConfig } from '@rapport/edge';
import { type LogTopic, reconcileTopic, type Reconciled, isEqual } from '@rapport/relay';
import { Command } from 'commander';
import { explain } from '../explain';
import { Advice, answer, EXIT, say } from '../terminal';
import { openHistory } from '../verify/open-history';

type Env = Readonly<Record<string, string | undefined>>;

/** Nobody may take "could not look" for an answer. */
const NOT_COMPARED = 2;
/** Examples of each kind in the text; the JSON has all. */
const SHOWN = 5;
const TOPICS: readonly LogTopic[] = ['interactions', 'decisions'];

const KINDS = [
  ['missing', 'events that the topic does not tell'],
  ['outOfOrder', 'records out of the order of their key'],
  ['foreign', 'records of nothing in the log'],
  ['altered', 'records that differ from the log'],
  ['duplicate', 'repeats with the same id (harmless)'],
] as const;

const nameOf = (one: Reconciled[(typeof KINDS)[number][0]][number]): string =>
  typeof one === 'string' ? one : `${one.id ?? 'no id'} (partition ${one.partition}, offset ${one.offset})`;

/** What `rapport reconcile` prints. */
const reportText = (found: Reconciled): string => {
  const { topic, required, records, dropped, position } = found;
  const verdict = isEqual(found) ? 'tells the log: nothing missing, nothing out of order' : 'does NOT tell the log';
  return [
    `${topic} ${verdict}`,
    `  ${required} events up to ${position ?? 'the beginning (nothing was published yet)'}, ${records} records`,
    ...(dropped > 0 ? [`  ${dropped} events are older than what the topic keeps`] : []),
    ...KINDS.filter(([kind]) => found[kind].length > 0).flatMap(([kind, what]) => [
      `  ${found[kind].length} ${what}`,
      ...found[kind].slice(0, SHOWN).map((one) => `    ${nameOf(one)}`),
      ...(found[kind].length > SHOWN ? ['    …'] : []),
    ]),
  ].join('\n');
};

const compareTopic = async (env: Env, asked: string, json: boolean): Promise<number> => {
  const config = readConfig(env);
  const topic = TOPICS.find((name) => name === asked || `${config.kafka?.prefix}.${name}.v1` === asked);
  if (!topic) throw new Advice(`no topic "${asked}": ${TOPICS.join(' or ')}`);
  if (!config.kafka) throw new Advice('KAFKA_BROKERS says nothing: which Kafka?');
  const history = await openHistory(config);
  try {
    const found = await reconcileTopic(topic, { ...history, config: config.kafka });
    answer(json, { equal: isEqual(found), ...found }, () => reportText(found));
    return isEqual(found) ? EXIT.fine : EXIT.failed;
  } finally {
    await history.close();
  }
};

/** `rapport reconcile <topic>`: exit 0 = the topic tells the log, 1 = it does not, 2 = could not compare. */
export const reconcile = (env: Env, exit: (code: number) => void): Command =>
  new Command('reconcile')
    .description('compare a Kafka topic with the log: what is missing, repeated, out of order, foreign or altered')
    .argument('<topic>', TOPICS.join(' or '))
    .option('--json', 'the report as JSON, with everything that was found', false)
    .action(async (topic: string, { json }: { readonly json: boolean }) => {
      try {
        exit(await compareTopic(env, topic, json));
      } catch (error) {
        say(`could not compare: ${explain(error).text}`);
        exit(NOT_COMPARED);
      }
    });
