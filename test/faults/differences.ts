import type { State } from './state';

const SHOWN = 3;

const missing = (from: readonly string[], others: readonly string[]): readonly string[] => {
  const there = new Set(others);
  return from.filter((line) => !there.has(line));
};

/** Both lines from a little before where they part. */
const parting = (one: string, other: string): readonly string[] => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 60);
  return [one, other].map((line) => `${line.slice(0, 80)} … ${line.slice(from, at + 120)}`);
};

/** Where two states differ, in words; a few rows of each table. Empty = they are equal, byte for byte. */
export const differences = (disturbed: State, undisturbed: State): readonly string[] =>
  [...new Set([...undisturbed.keys(), ...disturbed.keys()])].flatMap((table) => {
    const [is, shouldBe] = [disturbed.get(table) ?? ['no such table'], undisturbed.get(table) ?? ['no such table']];
    if (is.length === shouldBe.length && is.every((line, at) => line === shouldBe[at])) return [];
    const [more, less] = [missing(is, shouldBe), missing(shouldBe, is)];
    const pairs = more.slice(0, SHOWN).map((line, at) => parting(line, less[at] ?? ''));
    return [
      `${table}: ${is.length} rows instead of ${shouldBe.length}, ${more.length} others, ${less.length} missing`,
      ...pairs.flatMap(([one, other]) => [`  ${table} + ${one}`, `  ${table} - ${other}`]),
      ...(more.length === 0 ? less.slice(0, SHOWN).map((line) => `  ${table} - ${line.slice(0, 300)}`) : []),
    ];
  });
