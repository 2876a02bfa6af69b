import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from '@rapport/postgres';
import { makeDirs } from '@rapport/postgres';
import { anchorHash, type Anchor } from './anchor';
import { anchorFiles, anchorLines, fileOf } from './anchor-files';
import { appendLines, lastOf } from './anchor-file-ends';
import { anchorOf, anchorsUp } from './anchor-rows';
import type { SigningKey } from './signing-key';

const PAGE = 1_000;

/** Writes anchors outside the database, append only, as they are made. */
export interface AnchorExport {
  /**
   * Appends what the files do not hold yet; to be called before the first `write` and after a failure. True when the files hold
   * anchors that the database does not: they then also hold two histories from there on, for a verifier to find.
   */
  catchUp(sql: Sql): Promise<{ readonly last: number; readonly isAhead: boolean }>;
  /** Appends anchors and sees them onto the disk. */
  write(anchors: readonly Anchor[]): void;
}

/** Anchors go to `<directory>/anchors-<year>-<month>.ndjson`, the public key beside them to `<key id>.pem`. */
export const anchorExport = (directory: string, key: SigningKey): AnchorExport => {
  const write = (anchors: readonly Anchor[]): void => {
    for (const [name, some] of byFile(anchors)) {
      appendLines(join(directory, name), some.map((anchor) => JSON.stringify(anchor))); // prettier-ignore
    }
  };
  return {
    write,
    catchUp: async (sql) => {
      makeDirs(directory);
      const pem = join(directory, `${key.keyId}.pem`);
      if (!existsSync(pem)) writeFileSync(pem, key.publicKey, { flush: true });
      const last = lastOf(directory);
      const known = last && (await anchorOf(sql, last.number));
      const isOurs = !last || (known !== null && anchorHash(known) === anchorHash(last));
      return isOurs
        ? { last: await copy(sql, last?.number ?? 0, () => true, write), isAhead: false }
        : { last: await copyAround(sql, directory, write), isAhead: true };
    },
  };
};

const byFile = (anchors: readonly Anchor[]): ReadonlyMap<string, Anchor[]> => {
  const files = new Map<string, Anchor[]>();
  for (const anchor of anchors) {
    const name = fileOf(anchor);
    files.set(name, [...(files.get(name) ?? []), anchor]);
  }
  return files;
};

/** Copies the database's anchors after a number; returns the last number there is. */
const copy = async (
  sql: Sql,
  after: number,
  isWanted: (anchor: Anchor) => boolean,
  write: AnchorExport['write'],
): Promise<number> => {
  for (let last = after; ;) {
    const page = await anchorsUp(sql, last, PAGE);
    write(page.filter(isWanted));
    last = page.at(-1)?.number ?? last;
    if (page.length < PAGE) return last;
  }
};

/** The files do not end as the database does: whatever of the database is nowhere in them is appended. */
const copyAround = async (sql: Sql, directory: string, write: AnchorExport['write']): Promise<number> => {
  const known = new Set<string>();
  for await (const { anchor } of anchorLines(anchorFiles(directory))) if (anchor) known.add(anchorHash(anchor));
  return copy(sql, 0, (anchor) => !known.has(anchorHash(anchor)), write);
};
