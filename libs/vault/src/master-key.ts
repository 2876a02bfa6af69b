import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirs } from '@rapport/postgres';
import { KEY_BYTES } from './wrapping';

/** The master key is missing, malformed or unsafe; the message says what to do. */
export class MasterKeyFault extends Error {
  override readonly name = 'MasterKeyFault';
}

/**
 * The key that wraps all other keys: 32 bytes, in hex or base64, from RAPPORT_MASTER_KEY or the file that
 * RAPPORT_MASTER_KEY_FILE names; with neither it is made once and kept in `<dataDir>/master.key`, readable by its owner
 * only. Whoever loses it loses all personal data.
 * @throws MasterKeyFault
 */
export const masterKeyFrom = (env: Readonly<Record<string, string | undefined>>, dataDir: string): Buffer => {
  const { RAPPORT_MASTER_KEY: text, RAPPORT_MASTER_KEY_FILE: file } = env;
  if (text && file) throw new MasterKeyFault('set RAPPORT_MASTER_KEY or RAPPORT_MASTER_KEY_FILE, not both');
  if (text) return parse(text, 'RAPPORT_MASTER_KEY');
  if (file) return parse(contentOf(file), `RAPPORT_MASTER_KEY_FILE (${file})`);
  return ownKey(dataDir);
};

const parse = (text: string, where: string): Buffer => {
  const word = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(word)
    ? Buffer.from(word, 'hex')
    : /^[\w+/-]{43}=?$/.test(word)
      ? Buffer.from(word, 'base64')
      : null;
  if (key?.length === KEY_BYTES) return key;
  throw new MasterKeyFault(
    `${where} must be 32 bytes as 64 hex digits or 43 characters of base64 (openssl rand -hex 32)`,
  );
};

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MasterKeyFault(`the master key file ${file} can't be read`, { cause });
  }
};

const ownKey = (dataDir: string): Buffer => {
  const file = join(dataDir, 'master.key');
  const known = () => statSync(file, { throwIfNoEntry: false });
  if (!known()) make(dataDir, file);
  const mode = known()?.mode ?? 0;
  if (process.platform !== 'win32' && mode & 0o007)
    throw new MasterKeyFault(`${file} can be read by every user of this machine: chmod 600 ${file}`);
  return parse(contentOf(file), file);
};

/** Writes beside and links: of several processes that start at once one wins, and nobody reads half a key. */
const make = (dataDir: string, file: string): void => {
  makeDirs(dataDir, 0o700);
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};
