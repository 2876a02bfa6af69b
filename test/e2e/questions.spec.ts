import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { historyOf } from '../../apps/rapport/src/demo/history';
import { startInstallation, type Installation } from './installation';

const file = join(__dirname, '../../docs/how-to/ask-a-new-question.md');
/** A question and its answer as the page shows them. */
const PAIR = /```yaml\n(name: (?:(?!```)[\s\S])*)```\n\n```csv\n([\s\S]*?)```/g;
const STORY = { people: 40, seed: 1, end: Date.UTC(2026, 10, 1), days: 730 };

describe('the questions that the how-to asks of the demo company', () => {
  let rapport: Installation;
  beforeAll(async () => {
    rapport = await startInstallation();
    const lines = historyOf(STORY).map((event) => JSON.stringify({ ...event, historical: true }));
    for (let at = 0; at < lines.length; at += 1_000) {
      const body = lines.slice(at, at + 1_000).join('\n');
      await rapport.as('integrator').send('POST', '/v1/interactions/batch', body, { 'content-type': 'application/x-ndjson' }); // prettier-ignore
    }
  }, 120_000);
  afterAll(() => rapport.stop());

  it('have the answers that it shows', async () => {
    const analyst = rapport.as('analyst');
    const pairs = [...readFileSync(file, 'utf8').matchAll(PAIR)].map(([, yaml, csv]) => ({ yaml: yaml!, csv: csv! }));
    expect(pairs).toHaveLength(6);
    const { position } = await rapport.store.head();
    let text = readFileSync(file, 'utf8');
    for (const { yaml, csv } of pairs) {
      const definition = parse(yaml) as { readonly name: string };
      expect((await analyst.post('/v1/projections', definition)).status).toBe(201);
      const rows = `/v1/projections/${definition.name}/rows?format=csv&minPosition=${position}`;
      let answer = await analyst.get(rows);
      for (const end = Date.now() + 60_000; answer.status !== 200 && Date.now() < end;)
        answer = await analyst.get(rows);
      const shown = String(answer.body).replaceAll('\r\n', '\n');
      if (process.env['RAPPORT_WRITE_DOCS'])
        text = text.replace(`${yaml}\`\`\`\n\n\`\`\`csv\n${csv}`, () => `${yaml}\`\`\`\n\n\`\`\`csv\n${shown}`); // prettier-ignore
      else expect(shown).toBe(csv);
    }
    if (process.env['RAPPORT_WRITE_DOCS']) writeFileSync(file, text);
  }, 240_000);
});
