import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirs } from './make-dirs';

let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'dirs-'))));
afterEach(() => rmSync(base, { recursive: true, force: true }));

const codeOf = (path: string): string => {
  try {
    makeDirs(path);
    return 'made';
  } catch (error) {
    expect(error).toHaveProperty('path');
    return String((error as NodeJS.ErrnoException).code);
  }
};

describe('directories', () => {
  it('are made with all that is missing above them, once', () => {
    const dir = join(base, 'a', 'b', '..', 'c');
    expect([makeDirs(dir), makeDirs(dir)]).toEqual([true, false]);
    expect(statSync(join(base, 'a', 'c')).isDirectory()).toBe(true);
  });

  it('are not made where a file is, or a link to nowhere', () => {
    writeFileSync(join(base, 'file'), '');
    symlinkSync(join(base, 'nowhere'), join(base, 'link'));
    expect(['file', 'file/a/b', 'link'].map((name) => codeOf(join(base, name)))).toEqual([
      'EEXIST',
      'EEXIST',
      'EEXIST',
    ]);
  });

  (existsSync('/proc/self') ? it : it.failing)('are refused at once where the system makes none', () => {
    expect(['/proc/x', '/proc/x/y', '/proc/x/y/z'].map(codeOf)).toEqual(['ENOTSUP', 'ENOTSUP', 'ENOTSUP']);
  });
});
