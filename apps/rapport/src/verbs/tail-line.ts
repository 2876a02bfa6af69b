import type { Item } from './export-pages';

const WIDTHS = { channel: 8, type: 22, source: 20 } as const;
const DATA_MAX = 160;

/** Control characters of a source's text must not reach a terminal. */
const harmless = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** An event on one line for people: when, over which channel, what, from where, whose, and its plain data. */
export const tailLine = (event: Item): string => {
  const part = (name: keyof typeof WIDTHS): string => String(event[name] ?? '').padEnd(WIDTHS[name]);
  const data = JSON.stringify(event['data'] ?? {});
  const short = data.length > DATA_MAX ? `${data.slice(0, DATA_MAX)}…` : data;
  const handle = String(event['handle'] ?? '').slice(0, 8);
  return harmless(
    `${String(event['occurredAt'])}  ${part('channel')} ${part('type')} ${part('source')} ${handle}  ${short}`,
  );
};
