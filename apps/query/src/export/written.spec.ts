import { asHtml } from './as-html';
import { asJson } from './as-json';
import { asText } from './as-text';
import { written, type Section, type Writing } from './section';

const section = (name: string, ...rows: unknown[]): Section => ({
  name,
  title: `Title ${name}`,
  about: `About ${name}.`,
  rows,
});
const EVIL = '<script>alert("x" & \'y\')</script>';
const SECTIONS = [
  section('one', { firstSeenAt: '2026-01-01', name: { erased: true }, nothing: null, list: [], ok: true }),
  section('empty'),
  section('many', { n: 1 }),
  section('many', { n: 2, text: EVIL, deep: { lines: [{ sku: 'A' }, { sku: 'B' }] } }),
  section('many'),
];

const textOf = async (how: Writing, sections: readonly Section[] = SECTIONS): Promise<string> => {
  let text = '';
  const stream = (async function* () {
    yield* sections;
  })();
  for await (const piece of written(stream, how)) text += piece;
  return text;
};

describe('everything known about a person', () => {
  it('is JSON in order, however many pieces a part came in', async () => {
    const json = JSON.parse(await textOf(asJson({ customerId: 'c' })));
    expect(json.customerId).toBe('c');
    expect(json.sections.map(({ name, rows }: Section) => [name, rows.length])).toEqual([
      ['one', 1],
      ['empty', 0],
      ['many', 2],
    ]);
    expect(json.sections[2]).toEqual({ ...section('many'), rows: [...SECTIONS[2]!.rows, ...SECTIONS[3]!.rows] });
    expect(JSON.parse(await textOf(asJson({ customerId: 'c' }), []))).toEqual({ customerId: 'c', sections: [] });
  });

  it('is text that a person can read', async () => {
    const text = await textOf(asText({ customerId: 'c' }));
    expect(text).toContain('What we know about you');
    expect(text).toContain('first seen at: 2026-01-01\n');
    expect(text).toContain('name: (erased: nobody can read it any more)\n');
    expect(text).toContain('ok: yes\n');
    expect(text).toContain('Title empty\n-----------\nAbout empty.\n\nNothing.\n');
    expect(text).toContain('  lines:\n    1:\n      sku: A\n    2:\n      sku: B\n');
    expect(text).not.toContain('nothing');
    expect(text.match(/Title many/g)).toHaveLength(1);
  });

  it('is a page in which nothing that somebody sent is a tag', async () => {
    const html = await textOf(asHtml({ customerId: 'c' }));
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|https?:|src=|href=/);
    for (const tag of ['section', 'article', 'dl', 'html', 'body'])
      expect([tag, html.split(`<${tag}`).length]).toEqual([tag, html.split(`</${tag}>`).length]);
    expect(html.match(/<h2>/g)).toHaveLength(3);
  });

  it('ends at values that are nested without end', async () => {
    let deep: unknown = 'end';
    for (let n = 0; n < 10_000; n += 1) deep = { deep };
    const sections = [section('one', deep)];
    expect((await textOf(asText({}), sections)).length).toBeLessThan(2_000);
    expect((await textOf(asHtml({}), sections)).length).toBeLessThan(4_000);
  });
});
