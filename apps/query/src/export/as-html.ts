import type { Section, Writing } from './section';
import { inOneWord, partsOf } from './words';

const DEPTH_MAX = 12;
const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign]!);

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'h2{margin-top:3rem;border-bottom:1px solid #ccc}article{margin:1rem 0;padding:.5rem 1rem;border:1px solid #ddd;border-radius:.4rem}' +
  'dl{margin:0;display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.1rem 1rem}dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}';

const html = (value: unknown, depth = 0): string => {
  const word = inOneWord(value);
  if (word !== undefined) return escaped(word);
  if (depth > DEPTH_MAX) return '…';
  const parts = partsOf(value).map(([name, one]) => `<dt>${escaped(name)}</dt><dd>${html(one, depth + 1)}</dd>`);
  return `<dl>${parts.join('')}</dl>`;
};

/** One page that needs nothing else: no script, no address that it would call. */
export const asHtml = (head: object): Writing => ({
  type: 'text/html; charset=utf-8',
  extension: 'html',
  begin:
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>What we know about you</title><style>${STYLE}</style></head><body><h1>What we know about you</h1>${html(head)}`,
  piece({ title, about, rows }: Section, isFirst) {
    const heading = isFirst ? `<section><h2>${escaped(title)}</h2><p>${escaped(about)}</p>` : '';
    const none = isFirst && rows.length === 0 ? '<p>Nothing.</p>' : '';
    return heading + none + rows.map((row) => `<article>${html(row)}</article>`).join('\n');
  },
  between: '</section>\n',
  end: '</body></html>\n',
});
