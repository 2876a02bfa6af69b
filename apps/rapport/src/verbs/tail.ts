import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type Client, connect } from '../client';
import { Advice, say } from '../terminal';
import { type Chosen, eventsPage, isGapless, type Item, ordinalOf } from './export-pages';
import { tailLine } from './tail-line';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly follow: boolean;
  readonly lines: number;
  readonly type?: string;
  readonly channel?: string;
  readonly after?: string;
  readonly json: boolean;
}

const LINES_MAX = 5_000;
/** How far back it looks for the last events of some types. */
const LOOK_BACK = 20_000;
const POLL_MS = 500;
const RETRY_MS = 2_000;

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= LINES_MAX) return number;
  throw new InvalidArgumentError(`a whole number from 0 to ${LINES_MAX}`);
};

/** What an event takes of positions that have gaps, at the least: bytes. */
const BYTES_MIN = 512;
/** How much farther back to look when what was looked at was not enough. */
const FARTHER = 8;

/** A position that far before another one, or the beginning. */
const backFrom = (head: string, distance: number): string | null => {
  const ordinal = ordinalOf(head) - distance;
  return ordinal <= 0 ? null : `${head.slice(0, -19)}${String(ordinal).padStart(19, '0')}`;
};

type Print = (event: Item) => void;

/** Hands over all events from a position to the end of the log, a page at a time; returns where it got. */
const walk = async (client: Client, chosen: Chosen, from: string | null, take: (events: readonly Item[]) => void) => {
  for (let at = from; ;) {
    const page = await eventsPage(client, chosen, at);
    take(page.events);
    at = page.next;
    if (page.atEnd) return at;
  }
};

/** Prints the last events, or those after a position; returns where to go on. */
const begin = async (client: Client, wanted: Wanted, chosen: Chosen, print: Print): Promise<string | null> => {
  const { lines, after } = wanted;
  if (after !== undefined) return walk(client, chosen, after, (events) => events.forEach(print));
  const first = await eventsPage(client, {}, null, 1);
  const some = chosen.type !== undefined || chosen.channel !== undefined;
  const gapless = isGapless(first, null);
  for (let back = (some ? LOOK_BACK : lines) * (gapless ? 1 : BYTES_MIN); ; back *= FARTHER) {
    const from = backFrom(first.head, back);
    let last: readonly Item[] = [];
    const at = await walk(client, chosen, from, (events) => {
      last = [...last, ...events].slice(-lines || Infinity);
    });
    if (last.length < lines && from !== null && !some && !gapless) continue;
    last.forEach(print);
    return at;
  }
};

/** Prints what comes until the signal; an instance that restarts meanwhile is waited for. */
const follow = async (
  client: Client,
  chosen: Chosen,
  from: string | null,
  print: (event: Item) => void,
  signal: AbortSignal,
) => {
  let isGone = false;
  for (let at = from; !signal.aborted;) {
    try {
      const page = await eventsPage(client, chosen, at);
      page.events.forEach(print);
      at = page.next;
      isGone = false;
      if (page.atEnd) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    } catch (error) {
      if (!(error instanceof Advice) || !/nothing answers/.test(error.message)) throw error;
      if (!isGone) say(`${error.message}; waiting for it`);
      isGone = true;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
};

/** `rapport tail`: the last events of the log, and with --follow those that come. */
export const tail = (env: Env): Command =>
  new Command('tail')
    .option('-f, --follow', 'go on until Ctrl-C', false)
    .option('-n, --lines <count>', 'how many of the last events', wholeNumber, 10)
    .option('--type <types>', 'only these event types, with commas between')
    .option('--channel <channels>', 'only these channels, with commas between')
    .option('--after <position>', 'everything after this position instead of the last events')
    .option('--json', 'whole events, one JSON object a line', false)
    .action(async (wanted: Wanted) => {
      const { type, channel, json } = wanted;
      const chosen = { ...(type && { type }), ...(channel && { channel }) };
      const print: Print = (event) => void process.stdout.write(`${json ? JSON.stringify(event) : tailLine(event)}\n`);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      process.once('SIGTERM', () => stop.abort());
      process.stdout.once('error', () => stop.abort());
      const client = connect(env);
      const at = await begin(client, wanted, chosen, print);
      if (wanted.follow) await follow(client, chosen, at, print, stop.signal);
    });
