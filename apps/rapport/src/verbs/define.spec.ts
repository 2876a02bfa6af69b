import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDefinition } from './define';

describe('a description in a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-define-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const read = (text: string): unknown => {
    const file = join(dir, 'one');
    writeFileSync(file, text);
    return readDefinition(file);
  };

  it('is YAML or JSON', () => {
    const expected = { name: 'calls', events: {}, by: [{ day: 'UTC' }], measures: { calls: 'count' } };
    expect(read(JSON.stringify(expected))).toEqual(expected);
    expect(read('name: calls\nevents: {}\nby:\n  - day: UTC\nmeasures:\n  calls: count\n')).toEqual(expected);
  });

  it('is told apart from what is neither, with the line', () => {
    expect(() => read('name: [calls')).toThrow(/neither YAML nor JSON: .* at line 1/s);
    expect(() => read('a: &x 1\nb: *x\n')).toThrow("can't be taken");
    expect(() => readDefinition(join(dir, 'none'))).toThrow("can't be read (ENOENT)");
  });
});
