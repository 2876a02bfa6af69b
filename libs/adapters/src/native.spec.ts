import { bindNative } from './native';
import type { Row } from './row';

const bound = (rows: readonly unknown[]) => {
  const events: Record<string, unknown>[] = [];
  const faulty: Record<number, string> = {};
  const taken: number[] = [];
  const mapper = bindNative('f.ndjson', {
    skipped: () => undefined,
    faulty: (line, fault) => void (faulty[line] = fault),
    taken: (line) => void taken.push(line),
    event: (_lines, event) => void events.push({ ...event }),
  });
  rows.forEach((row, index) => mapper.line(row as Row, index + 1));
  mapper.end();
  return { events, faulty, taken };
};

const visit = {
  source: 'pos',
  channel: 'store',
  type: 'StoreVisited',
  occurredAt: '2026-11-20T17:04:05+01:00',
  data: {},
};

describe('lines that are interactions', () => {
  it('stay as they are, as history from a line of a file', () => {
    const odd = { ...visit, id: 'v-1', more: { kept: [1] }, occurredAt: 'yesterday' };
    expect(bound([odd]).events).toEqual([{ ...odd, historical: true, carriedBy: 'f.ndjson:1' }]);
  });

  it('keep what they say of themselves', () => {
    expect(bound([{ ...visit, id: 'v-1', historical: false }]).events).toMatchObject([{ historical: false }]);
  });

  it('are named by their text where they bring no id, each of equal ones apart', () => {
    const [a, b, c] = bound([visit, visit, { ...visit, data: { place: 'x' } }]).events.map(({ id }) => String(id));
    expect(a).toMatch(/^line-[\w-]{22}$/);
    expect(b).toBe(`${a}#2`);
    expect(c).not.toBe(a);
    expect(bound([visit]).events[0]!['id']).toBe(a);
  });

  it('that are no objects are faulty', () => {
    const { events, faulty, taken } = bound([[1], 'x', 7, null, visit]);
    expect(Object.keys(faulty)).toEqual(['1', '2', '3', '4']);
    expect([events.length, taken]).toEqual([1, [5]]);
  });
});
