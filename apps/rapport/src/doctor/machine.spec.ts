import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@rapport/edge';
import type { Patient } from './finding';
import { dataDir, disk, node } from './machine';

describe('the doctor on the machine', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-doctor-'));
  const patient = (at: string): Patient => ({ config: readConfig({ RAPPORT_DATA_DIR: at }), env: {} });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('finds this Node new enough and the disk not full', async () => {
    expect(await node(patient(dir))).toMatchObject([{ status: 'ok' }]);
    expect((await disk(patient(dir)))[0]!.status).not.toBe('fail');
  });

  it('is content with a data directory that does not exist yet', async () =>
    expect(await dataDir(patient(join(dir, 'a/b')))).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('not there yet') },
    ]));

  it('finds a key that other users can read', async () => {
    const key = join(dir, 'master.key');
    writeFileSync(key, 'x');
    chmodSync(key, 0o640);
    expect(await dataDir(patient(dir))).toMatchObject([{ status: 'fail', fix: `chmod 600 ${key}` }]);
    chmodSync(key, 0o600);
    expect(await dataDir(patient(dir))).toMatchObject([{ status: 'ok' }]);
  });

  it('finds a data directory that is a file', async () => {
    writeFileSync(join(dir, 'file'), '');
    expect(await dataDir(patient(join(dir, 'file')))).toMatchObject([{ status: 'fail' }]);
  });
});
