import { closeLine, type CloseAnswer } from '../close-text';
import { say } from '../terminal';
import type { Ask } from './checkpoint';

const LOOK_MS = 1_000;
/** Elsewhere than on a terminal a line is said now and then. */
const LINE_MS = 10_000;

/** Looks at closes that take long, and says how far they are. */
export interface ClosesWatch {
  /** A text that changes as long as a close gets on; asks no more than once a second. */
  readonly look: () => Promise<string>;
  /** Clears the line that changes. */
  readonly end: () => void;
}

type Closes = readonly CloseAnswer[];

const movement = (closes: Closes): string => closes.map(({ movedAt }) => movedAt).join(' ');

/** On stderr: one line that changes on a terminal, a line now and then elsewhere. */
export const watchCloses = (ask: Ask, terminal = process.stderr.isTTY === true, tell = say): ClosesWatch => {
  let [seen, lookedAt, saidAt] = ['', -Infinity, -Infinity];
  const show = (closes: Closes, now: number): void => {
    if (closes.length === 0 || (!terminal && now - saidAt < LINE_MS)) return;
    saidAt = now;
    const text = closes.map(closeLine).join('; ');
    if (terminal) process.stderr.write(`\r${text}\u001b[K`);
    else tell(text);
  };
  return {
    look: async () => {
      const now = performance.now();
      if (now - lookedAt < LOOK_MS) return seen;
      lookedAt = now;
      const { closes } = (await ask('/v1/clock/closes')) as { readonly closes: Closes };
      show(closes, now);
      return (seen = movement(closes));
    },
    end: () => {
      if (terminal && saidAt > 0) process.stderr.write('\r\u001b[K');
    },
  };
};
