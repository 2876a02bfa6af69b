import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyRing, publicKeys, signingKeyFrom, type KeyRing } from '@rapport/chain';
import type { Config } from '@rapport/edge';
import type pg from 'pg';

/** The keys that anchors are checked with, and a word about where they come from if it is not good enough. */
export interface TrustedKeys {
  readonly ring: KeyRing;
  readonly note: string | null;
}

/** The `<key id>.pem` files beside exported anchors. */
const pemsBeside = (path: string): readonly string[] => {
  if (!existsSync(path)) return [];
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{16}\.pem$/.test(name));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
};

/**
 * Keys that were named; else those beside the exported anchors and this machine's own. Only when there are none at all, those
 * of the database, which whoever tampered with it could have put there.
 */
export const trustedKeys = async (
  pool: pg.Pool,
  config: Pick<Config, 'signingKeyFile'>,
  anchors: string,
  named: readonly string[],
): Promise<TrustedKeys> => {
  if (named.length > 0) return { ring: keyRing(named.map((file) => readFileSync(file, 'utf8'))), note: null };
  const own = existsSync(config.signingKeyFile) ? [signingKeyFrom(config.signingKeyFile).publicKey] : [];
  const known = [...pemsBeside(anchors), ...own];
  if (known.length > 0) return { ring: keyRing(known), note: null };
  const ring = keyRing((await publicKeys(pool)).map(({ publicKey }) => publicKey));
  return { ring, note: 'the public keys are those that the database names: give --key to be sure of them' };
};
