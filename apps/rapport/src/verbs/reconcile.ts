import { readConfig } from '@rapport/edge';
import { type Reconciled, comparedTopics, isEqual, reconcileTopic, topicName } from '@rapport/relay';
import { erasedAmong } from '@rapport/vault';
import { Command } from 'commander';
import { explain } from '../explain';
import { Advice, answer, EXIT, say } from '../terminal';
import { openHistory } from '../verify/open-history';

type Env = Readonly<Record<string, string | undefined>>;

/** Nobody may take "could not look" for an answer. */
const NOT_COMPARED = 2;
/** Examples of each kind in the text; the JSON has all. */
const SHOWN = 5;

const KINDS = [
  ['missing', 'that the topic does not tell'],
  ['outOfOrder', 'records out of the order of their key'],
  ['foreign', 'records of nothing that there is'],
  ['altered', 'records that differ'],
  ['duplicate', 'repeats with the same id (harmless)'],
] as const;

const nameOf = (one: Reconciled[(typeof KINDS)[number][0]][number]): string =>
  typeof one === 'string' ? one : `${one.id ?? 'no id'} (partition ${one.partition}, offset ${one.offset})`;

/** What `rapport reconcile` prints. */
const reportText = (found: Omit<Reconciled, 'next'>): string => {
  const { topic, required, records, dropped, position } = found;
  const verdict = isEqual(found)
    ? 'tells what it must: nothing missing, nothing out of order'
    : 'does NOT tell what it must';
  return [
    `${topic} ${verdict}`,
    `  ${required} events or customers up to ${position ?? 'the beginning (nothing was published yet)'}, ${records} records`,
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
  const { kafka } = config;
  if (!kafka) throw new Advice('KAFKA_BROKERS says nothing: which Kafka?');
  const topics = comparedTopics(kafka);
  const topic = topics.find((name) => name === asked || topicName(kafka, name) === asked);
  if (!topic) throw new Advice(`no topic "${asked}": ${topics.join(' or ')}`);
  const history = await openHistory(config);
  try {
    const { pool, store } = history;
    const erased = (handles: readonly string[]) => erasedAmong(pool, handles);
    const { next: _next, ...found } = await reconcileTopic(topic, { pool, store, config: kafka, erased });
    answer(json, { equal: isEqual(found), ...found }, () => reportText(found));
    return isEqual(found) ? EXIT.fine : EXIT.failed;
  } finally {
    await history.close();
  }
};

/** `rapport reconcile <topic>`: exit 0 = the topic tells what it must, 1 = it does not, 2 = could not compare. */
export const reconcile = (env: Env, exit: (code: number) => void): Command =>
  new Command('reconcile')
    .argument('<topic>', 'interactions, decisions, customers or purpose-…')
    .option('--json', 'the report as JSON, with everything that was found', false)
    .action(async (topic: string, { json }: { readonly json: boolean }) => {
      try {
        exit(await compareTopic(env, topic, json));
      } catch (error) {
        say(`could not compare: ${explain(error).text}`);
        exit(NOT_COMPARED);
      }
    });
