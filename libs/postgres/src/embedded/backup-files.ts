import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunAs } from './run-as';

const CHUNK_BYTES = 1024 * 1024;

/** A copied file, as the manifest of a backup lists it. */
export interface CopiedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Runs over a file in pieces. */
const read = (file: string, each: (piece: Buffer) => void): CopiedFile => {
  const from = openSync(file, 'r');
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let bytes = 0;
  try {
    for (let got = readSync(from, buffer); got > 0; got = readSync(from, buffer)) {
      const piece = buffer.subarray(0, got);
      hash.update(piece);
      each(piece);
      bytes += got;
    }
  } finally {
    closeSync(from);
  }
  return { path: file, bytes, sha256: hash.digest('hex') };
};

/** Size and digest of a file. */
export const digestOf = (file: string): CopiedFile => read(file, () => undefined);

const giveTo = (path: string, { uid, gid }: RunAs): void => {
  if (uid !== undefined) chownSync(path, uid, gid ?? uid);
};

/** Copies a file; the copy is readable by its owner only. */
export const copyFile = (from: string, to: string, owner: RunAs = {}): CopiedFile => {
  const out = openSync(to, 'wx', 0o600);
  try {
    const copied = read(from, (piece) => {
      for (let done = 0; done < piece.length;) done += writeSync(out, piece, done);
    });
    giveTo(to, owner);
    return copied;
  } finally {
    closeSync(out);
  }
};

export interface CopyTree {
  /** False for what is left out, by its path below the top. */
  readonly wanted?: (path: string) => boolean;
  /** Whose the copy is. */
  readonly owner?: RunAs;
  /** A running server removes files while they are copied; a missing one is then no fault. */
  readonly mayVanish?: boolean;
}

/** Copies a directory with what is below it; the files by their paths below the top, with `/`. */
export const copyTree = (
  from: string,
  to: string,
  { wanted = () => true, owner = {}, mayVanish = false }: CopyTree = {},
): readonly CopiedFile[] => {
  const copied: CopiedFile[] = [];
  const makeDir = (dir: string): void => {
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o700);
    giveTo(dir, owner);
  };
  const walk = (below: string): void => {
    makeDir(join(to, below));
    for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!wanted(path)) continue;
      try {
        if (entry.isDirectory()) walk(path);
        else if (entry.isFile()) copied.push({ ...copyFile(join(from, path), join(to, path), owner), path });
      } catch (error) {
        const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!isGone || !mayVanish) throw error;
      }
    }
  };
  walk('');
  return copied;
};

/** Sees files and directories onto the disk: all after all are written, since one by one they would wait for each other. */
export const seeOntoDisk = (top: string): void => {
  for (const entry of readdirSync(top, { withFileTypes: true })) {
    const path = join(top, entry.name);
    if (entry.isDirectory()) seeOntoDisk(path);
    else if (entry.isFile()) sync(path);
  }
  if (process.platform !== 'win32') sync(top);
};

const sync = (path: string): void => {
  const at = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  fsyncSync(at);
  closeSync(at);
};
