import { plant, rule } from './rule';
import { sources } from './tree';

const MEDIAN_LINES_MAX = 60;
const P90_LINES_MAX = 150;
const FILE_LINES_MAX = 250;
const code = /\.(ts|mts|mjs|cjs|tsx)$/;

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const lines = (count: number): string => 'export {};\n'.repeat(count);
const many = (count: number, size: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`libs/fold/src/f${n}.ts`, lines(size)]));

/** One thought, one file. */
export const budgets = [
  rule(
    'no file is longer than 250 lines',
    (tree) =>
      tree.files
        .filter(({ path, lines: count }) => code.test(path) && count > FILE_LINES_MAX)
        .map(({ path, lines: count }) => ({ path, message: `${count} lines; one thought, one file: split it` })),
    plant('libs/fold/src/long.ts', lines(251)),
  ),
  rule(
    'nine files of ten have at most 150 lines',
    (tree) => {
      const p90 = quantile(
        sources(tree)
          .map(({ lines: count }) => count)
          .sort((a, b) => a - b),
        0.9,
      );
      return p90 > P90_LINES_MAX
        ? [{ path: 'the whole tree', message: `p90 is ${p90} lines, budget ${P90_LINES_MAX}` }]
        : [];
    },
    { files: many(5, 151), at: 'the whole tree' },
  ),
  rule(
    'the typical file has about forty lines',
    (tree) => {
      const median = quantile(
        sources(tree)
          .map(({ lines: count }) => count)
          .sort((a, b) => a - b),
        0.5,
      );
      return median > MEDIAN_LINES_MAX
        ? [{ path: 'the whole tree', message: `the median is ${median} lines, budget ${MEDIAN_LINES_MAX}` }]
        : [];
    },
    { files: many(5, 61), at: 'the whole tree' },
  ),
];
