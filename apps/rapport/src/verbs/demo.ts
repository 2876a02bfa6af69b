import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@rapport/edge';
import { Command, InvalidArgumentError } from 'commander';
import { adminKeyOf, connect, urlOf } from '../client';
import { type DemoEvent, historyOf, liveMoments, type Story } from '../demo/history';
import { personOf } from '../demo/person';
import { postBatch, type Target } from '../import/post-batch';
import { EXIT, answer, say } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

interface Options {
  readonly customers: number;
  readonly seed: number;
  readonly live: boolean;
  readonly json: boolean;
}

const DAYS = 730;
const AT_ONCE = 1_000;
const DAY = 86_400_000;

const whole = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 100_000) return number;
  throw new InvalidArgumentError('a whole number from 1 to 100000.');
};

type Tally = Record<string, number>;

/** Sends a history as such: true times, no policy fires on it. Resolves with the number of receipts by status. */
const sendHistory = async (target: Target, events: readonly DemoEvent[]): Promise<Tally> => {
  const tally: Tally = {};
  for (let at = 0; at < events.length; at += AT_ONCE) {
    const lines = events.slice(at, at + AT_ONCE).map((event) => JSON.stringify({ ...event, historical: true }));
    for (const { status } of await postBatch(target, lines)) tally[status] = (tally[status] ?? 0) + 1;
    say(`${Math.min(at + AT_ONCE, events.length)} of ${events.length} events sent`);
  }
  return tally;
};

const isThere = async (env: Env, { seed, people, days }: Story): Promise<boolean> => {
  const { email } = personOf(Math.min(1, people - 1), seed, days);
  const found = await connect(env).ask('POST', '/v1/customers/lookup', {
    identifiers: [{ type: 'email', value: email }],
  });
  return (found as { cards: readonly unknown[] }).cards.length > 0;
};

const live = async (target: Target, story: Story): Promise<void> => {
  say('live traffic, about three events a second; Ctrl-C ends it');
  for (let serial = 0; ; serial += 1) {
    const events = liveMoments(story, Date.now(), serial);
    if (events.length > 0)
      await postBatch(
        target,
        events.map((event) => JSON.stringify(event)),
      );
    await sleep(700);
  }
};

/** `rapport demo`: a believable company's two years into a running instance, then live traffic. Once per instance. */
export const demo = (env: Env, exit: (code: number) => void): Command =>
  new Command('demo')
    .option('--customers <n>', 'how many', whole, 3_000)
    .option('--seed <n>', 'another seed is another company', whole, 1)
    .option('--no-live', 'stop after the history')
    .option('--json', 'the report as JSON', false)
    .action(async ({ customers, seed, live: goOn, json }: Options) => {
      const config = readConfig(env);
      const target = { url: urlOf(config, env), key: adminKeyOf(config) ?? '', gzip: false, patienceMs: 60_000 };
      const story = { people: customers, seed, days: DAYS, end: Math.floor(Date.now() / DAY) * DAY };
      if (await isThere(env, story)) say('the demo company is there already; its history is not sent again');
      else {
        const events = historyOf(story);
        const receipts = await sendHistory(target, events);
        const [from, to] = [story.end - DAYS * DAY, story.end - DAY].map((at) =>
          new Date(at).toISOString().slice(0, 10),
        );
        const closes = await connect(env).ask('POST', '/v1/clock/closes', { from, to, every: 'month', reason: 'demo' });
        const report = { customers, events: events.length, receipts, closes };
        answer(json, report, () => `${events.length} events of ${customers} customers: ${JSON.stringify(receipts)}`);
        const refused = (receipts['refused'] ?? 0) + (receipts['conflict'] ?? 0);
        if (refused > 0) exit(EXIT.failed);
      }
      if (goOn) await live(target, story);
    });
