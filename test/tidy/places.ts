import { plant, rule } from './rule';

/** Addresses that are true on one machine only. In two halves: this file is checked too. */
const LOCAL = new RegExp(
  [
    '/ho',
    'me/[a-z]',
    '|/Us',
    'ers/[a-z]',
    '|/ro',
    'ot/',
    '|/wo',
    'rk/',
    '|C:\\\\Us',
    'ers',
    '|regis',
    'try\\.np',
    'mjs',
  ].join(''),
  'i',
);

/** The tree reads the same on everybody's machine. */
export const places = rule(
  'no path or host of one machine is in the tree',
  (tree) =>
    tree.files
      .filter(({ text }) => LOCAL.test(text))
      .map(({ path, text }) => ({ path, message: `"${LOCAL.exec(text)?.[0]}" is true on one machine only` })),
  plant('docs/start.md', `see /ho${'me/ada'}/rapport\n`),
  plant('package-lock.json', `{"x":"https://regis${'try.np'}mjs.org/a"}`),
);
