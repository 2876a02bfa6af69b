import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterKeyFrom, MasterKeyFault } from './master-key';

const HEX = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const BASE64 = Buffer.from(HEX, 'hex').toString('base64');

describe('the master key', () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'vault-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it.each([
    HEX,
    HEX.toUpperCase(),
    ` ${HEX}\n`,
    BASE64,
    BASE64.replace('=', ''),
    Buffer.from(HEX, 'hex').toString('base64url'),
  ])('is read from the environment as %j', (text) =>
    expect(masterKeyFrom({ RAPPORT_MASTER_KEY: text }, dir).toString('hex')).toBe(HEX),
  );

  it('is read from a file', () => {
    writeFileSync(join(dir, 'secret'), `${BASE64}\n`);
    expect(masterKeyFrom({ RAPPORT_MASTER_KEY_FILE: join(dir, 'secret') }, dir).toString('hex')).toBe(HEX);
  });

  it.each(['short', HEX.slice(2), `${HEX}00`, `${'x'.repeat(64)}`])('refuses %j without repeating it', (text) => {
    const reading = () => masterKeyFrom({ RAPPORT_MASTER_KEY: text }, dir);
    expect(reading).toThrow(MasterKeyFault);
    expect(reading).not.toThrow(text);
  });

  it('refuses two answers, and a file that is not there', () => {
    const both = { RAPPORT_MASTER_KEY: HEX, RAPPORT_MASTER_KEY_FILE: '/x' };
    expect(() => masterKeyFrom(both, dir)).toThrow('not both');
    expect(() => masterKeyFrom({ RAPPORT_MASTER_KEY_FILE: join(dir, 'none') }, dir)).toThrow(MasterKeyFault);
  });

  it('is made once in the data directory, for its owner only', () => {
    const data = join(dir, 'new', 'data');
    const made = masterKeyFrom({}, data);
    expect(made).toHaveLength(32);
    expect(statSync(join(data, 'master.key')).mode & 0o777).toBe(0o600);
    expect(masterKeyFrom({}, data)).toEqual(made);
    expect(readFileSync(join(data, 'master.key'), 'utf8').trim()).toBe(made.toString('hex'));
  });

  it('refuses a kept key that every user can read, and one that is damaged', () => {
    masterKeyFrom({}, dir);
    chmodSync(join(dir, 'master.key'), 0o644);
    expect(() => masterKeyFrom({}, dir)).toThrow('chmod 600');
    chmodSync(join(dir, 'master.key'), 0o600);
    writeFileSync(join(dir, 'master.key'), '');
    expect(() => masterKeyFrom({}, dir)).toThrow(MasterKeyFault);
  });
});
