import type { Section, Writing } from './section';
import { inOneWord, partsOf } from './words';

const DEPTH_MAX = 12;

const lines = (value: unknown, indent: string, depth = 0): string => {
  const word = inOneWord(value);
  if (word !== undefined) return `${indent}${word.replaceAll('\n', `\n${indent}`)}\n`;
  if (depth > DEPTH_MAX) return `${indent}…\n`;
  return partsOf(value)
    .map(([name, one]) => {
      const own = inOneWord(one);
      if (own !== undefined) return `${indent}${name}: ${own.replaceAll('\n', `\n${indent}  `)}\n`;
      return `${indent}${name}:\n${lines(one, `${indent}  `, depth + 1)}`;
    })
    .join('');
};

/** Plain text with headings, for any screen and any printer. */
export const asText = (head: object): Writing => ({
  type: 'text/plain; charset=utf-8',
  extension: 'txt',
  begin: `What we know about you\n======================\n\n${lines(head, '')}`,
  piece({ title, about, rows }: Section, isFirst) {
    const heading = isFirst ? `\n\n${title}\n${'-'.repeat(title.length)}\n${about}\n` : '';
    const none = isFirst && rows.length === 0 ? '\nNothing.\n' : '';
    return heading + none + rows.map((row) => `\n${lines(row, '')}`).join('');
  },
  between: '',
  end: '\n',
});
