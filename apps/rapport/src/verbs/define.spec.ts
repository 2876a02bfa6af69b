import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused } from '../client';
import { built, readDefinition } from './define';

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

describe('waiting for a description', () => {
  const defined = { name: 'calls', version: 1 };
  /** Answers one after the other, the last one for ever. */
  const clientOf = (...answers: readonly (object | Error)[]) => {
    let next = 0;
    const ask = async (): Promise<unknown> => {
      const said = answers[Math.min(next++, answers.length - 1)];
      if (said instanceof Error) throw said;
      return said;
    };
    return { url: '', ask };
  };
  beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
  afterEach(() => jest.restoreAllMocks());

  it('goes on while the projector has not read of it', async () => {
    const client = clientOf(new Refused(404, 'no such'), { serving: null, replay: null }, { serving: 1, replay: null });
    expect(await built(client, defined, true)).toContain('calls v1 serves');
  });

  it('ends with what else is refused, and with a build that failed', async () => {
    await expect(built(clientOf(new Refused(403, 'not you')), defined, true)).rejects.toThrow('not you');
    const failed = { state: 'failed', events: 1, total: 2, fault: 'a fault' };
    await expect(built(clientOf({ serving: null, replay: failed }), defined, true)).rejects.toThrow('a fault');
  });
});
