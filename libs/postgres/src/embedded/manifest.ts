import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { digestOf, type CopiedFile } from './backup-files';

const NAME = 'backup.json';
const FORMAT = 1;

/** What is in a backup's folder; written last, so a folder without it is no backup. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** RFC 3339. */
  readonly madeAt: string;
  /** Major version of the PostgreSQL whose files these are. */
  readonly postgres: string;
  readonly files: readonly CopiedFile[];
}

/** The folder is no whole and unchanged backup, or cannot be made into one; the message says why. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault';
}

export const writeManifest = (folder: string, manifest: Omit<Manifest, 'format'>): void => {
  const draft = join(folder, `${NAME}.new`);
  const text = JSON.stringify({ format: FORMAT, ...manifest });
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, join(folder, NAME));
};

/** Reads the manifest and compares every file with it. @throws BackupFault for the first difference. */
export const checkedManifest = (folder: string): Manifest => {
  const file = join(folder, NAME);
  if (!existsSync(file)) throw new BackupFault(`${folder} is no backup, or one that was broken off: it has no ${NAME}`);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    throw new BackupFault(`${file} is damaged`);
  }
  if (manifest.format !== FORMAT || !Array.isArray(manifest.files))
    throw new BackupFault(`${file} is of a kind that this release does not know`);
  for (const { path, bytes, sha256 } of manifest.files) {
    if (normalize(path) !== path || path.startsWith('..') || path.startsWith('/'))
      throw new BackupFault(`${file} names a file outside the backup: ${path}`);
    const at = join(folder, path);
    if (!existsSync(at)) throw new BackupFault(`the backup lacks ${path}`);
    const found = digestOf(at);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new BackupFault(`${path} is not what was backed up: take another backup`);
  }
  return manifest;
};
