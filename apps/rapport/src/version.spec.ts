import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './program';
import { versionText } from './version';

describe('the version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-version-'));
  const script = process.argv[1]!;
  const built = (commit: string | null): string => {
    const file = join(folder, 'built.json');
    writeFileSync(file, JSON.stringify({ version: '1.2.3', commit }));
    return file;
  };
  afterAll(() => {
    process.argv[1] = script;
    rmSync(folder, { recursive: true });
  });

  it('names the commit where it was built from a checkout', () => {
    expect(versionText(built('0a1b2c3d4e-dirty'))).toBe('1.2.3 (commit 0a1b2c3d4e-dirty)');
    expect(versionText(built(null))).toBe('1.2.3');
  });

  it.each(['--version', '-V'])('is told on stdout by %s, of the program that runs', async (option) => {
    built('0a1b2c3d4e');
    process.argv[1] = join(folder, 'main.js');
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const code = await run([option], {});
    const said = write.mock.calls.map(([text]) => text).join('');
    write.mockRestore();
    expect([code, said]).toEqual([0, '1.2.3 (commit 0a1b2c3d4e)\n']);
  });
});
