import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A long run in rounds that goes on where it was broken off: the same seed skips the rounds that have passed. */
export interface Progress<Round> {
  /** What the rounds that have passed came to, in order. */
  readonly passed: readonly Round[];
  /** Writes down that one more round has passed. */
  add(round: Round): void;
}

/** The progress of a run, kept in the system's temporary directory under its name and seed; in memory only when it is short. */
export const progressOf = <Round>(name: string, seed: number, kept: boolean): Progress<Round> => {
  const file = join(tmpdir(), `rapport-${name}-${seed}.json`);
  const passed: Round[] = kept && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Round[]) : [];
  return {
    passed,
    add: (round) => {
      passed.push(round);
      if (kept) writeFileSync(file, JSON.stringify(passed));
    },
  };
};
