import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir, runningInstance } from './instance';

describe('a data directory', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-instance-'));
  const file = join(dir, 'instance.json');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('belongs to one instance at a time', () => {
    const claim = claimDataDir(dir);
    claim.publish({ url: 'http://127.0.0.1:3000', databaseUrl: 'postgres://x' });
    expect(runningInstance(dir)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:3000' });
    expect(() => claimDataDir(dir)).toThrow(/in use by process \d+ \(http:\/\/127\.0\.0\.1:3000\)/);
    claim.release();
    expect(runningInstance(dir)).toBeNull();
  });

  it('is taken over from a killed instance, also when its process id is in use again', () => {
    claimDataDir(dir);
    const old = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...old, born: 'another time' }));
    expect(runningInstance(dir)).toBeNull();
    expect(() => claimDataDir(dir).release()).not.toThrow();
  });

  it('is taken over when the file is cut off', () => {
    writeFileSync(file, '{"pid":');
    expect(() => claimDataDir(dir).release()).not.toThrow();
  });
});
