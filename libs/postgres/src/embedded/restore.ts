import { existsSync, lstatSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPool } from '../pool';
import { copyTree, seeOntoDisk } from './backup-files';
import { startEmbedded } from './embedded';
import { layOut, type Layout } from './layout';
import { checkedManifest } from './manifest';
import { endOrphan } from './orphan';
import { own } from './owner';
import { runAs } from './run-as';

export interface RestoreOptions {
  /** A folder that `backupEmbedded` made. */
  readonly from: string;
  /** Directory of the embedded server's files, as `startEmbedded` gets it. */
  readonly dataDir: string;
  /** Runs on the restored database before it takes the place of the present one: when it fails, nothing has changed. */
  readonly prepare: (url: string) => Promise<void>;
  /** False only for tests. */
  readonly durable?: boolean;
}

/** What `restoreEmbedded` did. */
export interface Restored {
  /** When the backup was made. */
  readonly madeAt: string;
  /** Where the files lie that were in use before; null when there were none. */
  readonly before: string | null;
}

const removeScratch = (scratch: string): void => {
  const elsewhere = join(scratch, 'elsewhere');
  if (lstatSync(elsewhere, { throwIfNoEntry: false })?.isSymbolicLink())
    rmSync(readlinkSync(elsewhere), { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
};

/** Lets the copy recover, readies it, and gives it the password that the present files have. */
const ready = async (scratch: string, present: Layout, { prepare, durable = true }: RestoreOptions): Promise<void> => {
  const server = await startEmbedded({ dataDir: scratch, durable });
  try {
    await prepare(server.url);
    if (!existsSync(present.passwordFile)) return;
    const pool = createPool(server.url, { max: 1, name: 'rapport-restore' });
    try {
      const password = readFileSync(present.passwordFile, 'utf8').replaceAll("'", "''");
      await pool.query(`alter role postgres password '${password}'`);
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
  }
};

const putInPlace = (scratch: Layout, present: Layout): string | null => {
  if (!existsSync(present.passwordFile)) {
    writeFileSync(present.passwordFile, readFileSync(scratch.passwordFile), { mode: 0o600, flush: true });
  }
  const before = `${present.cluster}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  const had = existsSync(present.cluster);
  if (had) renameSync(present.cluster, before);
  renameSync(scratch.cluster, present.cluster);
  return had ? before : null;
};

/**
 * Puts a backup in the place of an embedded server's files, which are kept beside. The backup is checked, recovered and
 * readied at another place first, so whatever goes wrong leaves the present files as they are.
 * @throws BackupFault | DataDirInUse | EmbeddedFailed
 */
export const restoreEmbedded = async (options: RestoreOptions): Promise<Restored> => {
  const { from, dataDir, durable = true } = options;
  const as = runAs();
  const present = layOut(dataDir, as);
  const release = own(present.dataDir, present.ownerFile);
  const scratchDir = join(present.dataDir, 'restoring');
  try {
    await endOrphan(present.cluster);
    const folder = resolve(from);
    const { madeAt } = checkedManifest(folder);
    if (existsSync(scratchDir)) await endOrphan(layOut(scratchDir, as).cluster);
    removeScratch(scratchDir);
    const scratch = layOut(scratchDir, as);
    copyTree(join(folder, 'cluster'), scratch.cluster, { owner: as });
    if (durable) seeOntoDisk(scratch.cluster);
    writeFileSync(scratch.passwordFile, readFileSync(join(folder, 'password')), { mode: 0o600 });
    await ready(scratchDir, present, options);
    const before = putInPlace(scratch, present);
    return { madeAt, before };
  } finally {
    removeScratch(scratchDir);
    release();
  }
};
