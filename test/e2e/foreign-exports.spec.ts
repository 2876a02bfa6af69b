import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MappedInteraction, bindMapping, formatOf, readRows } from '@rapport/adapters';
import { checkInteraction } from '@rapport/events';

const FOLDER = join(__dirname, '../../docs/examples/mappings');
const SAMPLES = join(FOLDER, 'samples');
const LATER = new Date('2026-12-01T00:00:00Z');

interface Expected {
  readonly skipped: Record<string, string>;
  readonly events: readonly Partial<MappedInteraction>[];
}

const mapped = async (sample: string) => {
  const [name = ''] = sample.split('.');
  const mapping = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as object;
  const { columns, lines } = await readRows(createReadStream(join(SAMPLES, sample)), formatOf(mapping, sample));
  const events: MappedInteraction[] = [];
  const skipped: Record<string, string> = {};
  const mapper = bindMapping(mapping, columns, sample, {
    skipped: (line, reason) => void (skipped[line] = reason),
    faulty: (line, fault) => {
      throw new Error(`${sample}:${line}: ${fault}`);
    },
    taken: () => undefined,
    event: (_lines, event) => void events.push(event),
  });
  for await (const line of lines) {
    if (!('row' in line)) throw new Error(`${sample}:${line.number}: ${line.fault}`);
    mapper.line(line.row, line.number);
  }
  mapper.end();
  return { events, skipped };
};

const samples = readdirSync(SAMPLES).filter((name) => !name.endsWith('.expected.json'));

describe('example mappings of exports that companies have', () => {
  it('each come with a sample', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)); // prettier-ignore
    expect(samples.map((name) => name.split('.')[0]).sort()).toEqual(names.sort());
  });

  it.each(samples)('make of %s what the file says, in interactions that are taken', async (sample) => {
    const { events, skipped } = await mapped(sample);
    for (const event of events) expect(checkInteraction(event, LATER)).toMatchObject({ ok: true });
    const [name = ''] = sample.split('.');
    const expected = JSON.parse(readFileSync(join(SAMPLES, `${name}.expected.json`), 'utf8')) as Expected;
    expect(skipped).toEqual(expected.skipped);
    const said = events.map(({ id, type, channel, occurredAt, identifiers, data }) => ({ id, type, channel, occurredAt, identifiers, data })); // prettier-ignore
    expect(said).toEqual(expected.events);
  });
});
