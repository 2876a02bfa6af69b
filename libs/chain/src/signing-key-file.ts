import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirs } from '@rapport/postgres';
import { signingKeyOf, SigningKeyFault, type SigningKey } from './signing-key';

/**
 * The signing key that a file holds. A file that does not exist is made with a new key, readable by its owner only; of
 * several processes that start at once one wins.
 * @throws SigningKeyFault
 */
export const signingKeyFrom = (file: string): SigningKey => {
  const known = () => statSync(file, { throwIfNoEntry: false });
  if (!known()) make(file);
  if (process.platform !== 'win32' && (known()?.mode ?? 0) & 0o007)
    throw new SigningKeyFault(`${file} can be read by every user of this machine: chmod 600 ${file}`);
  try {
    return signingKeyOf(readFileSync(file, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof SigningKeyFault) throw cause;
    throw new SigningKeyFault(`the signing key ${file} can't be read`, { cause });
  }
};

const make = (file: string): void => {
  makeDirs(dirname(file), 0o700);
  const draft = `${file}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};
