import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from './mixed-load';
import { MAPPING } from './mapping';
import { emailOf, PEOPLE, phoneOf, userOf } from './people';

/** A generated past of a shop, as files for `rapport import`. */
export interface Past {
  /** The first is clean; the second has lines that nobody can read, and some to leave out. */
  readonly files: readonly string[];
  readonly mapping: string;
  readonly events: number;
  readonly unreadable: number;
  readonly skipped: number;
}

const LINES = 5_000;
const LATE_LINES = 700;
const BEGIN = Date.UTC(2024, 0, 1);
const DAYS = 330;
const DAY_MS = 86_400_000;

const COLUMNS = ['no', 'kind', 'time', 'user', 'email', 'phone', 'order', 'amount', 'name'];

/** Few come often, most seldom; every third one of those who come often stays away from a day on. */
const whoAt = (share: number, random: () => number): number => {
  const person = Math.floor(PEOPLE * random() ** 2);
  return person % 3 === 0 && share > 0.3 + person / PEOPLE ? whoAt(share, random) : person;
};

/** A line as its columns. */
const lineOf = (no: number, random: () => number): readonly string[] => {
  const person = whoAt(no / LINES, random);
  const late = random() < 0.1 ? 20 * DAY_MS * random() : 0;
  const time = new Date(BEGIN + Math.floor((no / LINES) * DAYS * DAY_MS - late)).toISOString();
  const dice = random();
  const kind =
    dice < 0.6 ? 'bought' : dice < 0.68 ? 'returned' : dice < 0.72 ? 'cancelled' : dice < 0.8 ? 'stated' : 'looked';
  const order = kind === 'bought' ? `o-${no}` : `o-${Math.floor(no * random())}`;
  const amount = (1 + random() * 200).toFixed(2);
  // Some say who they are besides at the very end only: what is closed right afterwards must know it all the same.
  const isOpen = person % 4 !== 1 || no >= LINES;
  const email = isOpen && random() < 0.4 ? emailOf(person) : '';
  const phone = isOpen && random() < 0.3 ? phoneOf(person) : '';
  return [`${no}`, kind, time, userOf(person), email, phone, order, amount, `Name ${person} of ${no}`];
};

/** Writes the past of this seed into a directory. */
export const writePast = (dir: string, seed: number): Past => {
  mkdirSync(dir, { recursive: true });
  const random = randomOf(seed);
  const all = Array.from({ length: LINES }, (_, no) => lineOf(no, random));
  const late = Array.from({ length: LATE_LINES }, (_, nth) => {
    const line = [...lineOf(LINES + nth, random)];
    if (nth % 90 === 7) line[2] = 'one day';
    else if (nth % 60 === 11) line[1] = 'test';
    return line;
  });
  const unreadable = late.filter((line) => line[2] === 'one day').length;
  const skipped = late.filter((line) => line[1] === 'test').length;
  const paths = { first: join(dir, 'orders.csv'), second: join(dir, 'late.csv'), mapping: join(dir, 'mapping.json') };
  const csv = (lines: readonly (readonly string[])[]): string =>
    [COLUMNS, ...lines].map((line) => line.join(',')).join('\n');
  writeFileSync(paths.first, csv(all));
  writeFileSync(paths.second, csv(late));
  writeFileSync(paths.mapping, JSON.stringify(MAPPING));
  const events = LINES + LATE_LINES - unreadable - skipped;
  return { files: [paths.first, paths.second], mapping: paths.mapping, events, unreadable, skipped };
};
