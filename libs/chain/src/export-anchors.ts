import {
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Sql } from '@rapport/postgres';
import { anchorHash, parseAnchor, type Anchor } from './anchor';
import { anchorFiles, anchorLines, fileOf } from './anchor-files';
import { anchorOf, anchorsUp } from './anchor-rows';
import type { SigningKey } from './signing-key';

const PAGE = 1_000;
const LINE_MAX = 4_096;

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
      mkdirSync(directory, { recursive: true });
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

/** Appends in one write; a line that a crash left unfinished gets its end first, and is no anchor then. */
const appendLines = (path: string, lines: readonly string[]): void => {
  const file = openSync(path, 'a+', 0o644);
  try {
    const { size } = statSync(path);
    const last = Buffer.alloc(1);
    const isTorn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
    writeSync(file, `${isTorn ? '\n' : ''}${lines.join('\n')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** The last whole anchor of the directory. */
const lastOf = (directory: string): Anchor | null => {
  for (const { path, size } of [...anchorFiles(directory)].reverse()) {
    const length = Math.min(size, LINE_MAX);
    const tail = Buffer.alloc(length);
    const file = openSync(path, 'r');
    try {
      readSync(file, tail, 0, length, size - length);
    } finally {
      closeSync(file);
    }
    for (const line of tail.toString().split('\n').reverse()) {
      const anchor = parseAnchor(line);
      if (anchor) return anchor;
    }
  }
  return null;
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
