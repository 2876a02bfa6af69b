import { fieldOf, mapRows } from './given';
import { formatOf, readRows, type ReadLine } from './read-rows';
import { columnsOfObjects } from './row';

const digits = '12345678901234567890';
const read = async (text: string): Promise<ReadLine[]> => {
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  const lines: ReadLine[] = [];
  for await (const line of (await readRows(bytes, formatOf(null, 'f.ndjson'))).lines) lines.push(line);
  return lines;
};

describe('numbers that no JSON number keeps', () => {
  it.each([digits, '1e400', '-1e400'])('%s is refused where it shall be a number', (text) =>
    expect(() => fieldOf({ number: '{a}' }, text)).toThrow('it must be a text'),
  );

  it('stay what they are as texts and amounts', () => {
    expect(fieldOf('{a}', digits)).toBe(digits);
    expect(fieldOf({ decimal: '{a}' }, digits)).toBe(digits);
    expect(fieldOf({ number: '{a}' }, '9007199254740991')).toBe(9007199254740991);
    expect(fieldOf({ number: '{a}' }, '1e21')).toBe(1e21);
  });

  it('are found inside of what a column holds', () => {
    expect(() => fieldOf({ json: '{a}' }, `{"x":[${digits}]}`)).toThrow('has more digits');
    expect(() => fieldOf({ json: '{a}' }, '{"x":[1e400]}')).toThrow('is a number beyond');
    const event = { type: 'T', occurredAt: '2026-01-01T00:00:00Z', data: { big: '{big}' } };
    const spec = { source: 's', channel: 'web', events: [event] };
    const { faulty } = mapRows(spec, columnsOfObjects(), [JSON.parse(`{"big":{"x":${digits}}}`)]);
    expect(faulty).toEqual({ 2: expect.stringContaining('{big} has more digits') });
  });

  it('are refused in lines that go out as they are, instead of becoming null', async () => {
    const lines = await read(`{"x":{"y":[1e400]}}\n{"x":"1e400"}\n{"x":1e300}\n{"x":${'9'.repeat(310)}}`);
    expect(lines.map((line) => ('fault' in line ? line.fault : 'row'))).toEqual([
      'a number is beyond all that JSON numbers keep: it must be a text',
      'row',
      'row',
      'a number is beyond all that JSON numbers keep: it must be a text',
    ]);
  });
});
