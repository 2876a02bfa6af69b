import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PoolClient } from 'pg';
import { createPool } from '../pool';
import { makeDirs } from '../make-dirs';
import { copyFile, copyTree, digestOf, seeOntoDisk, type CopiedFile } from './backup-files';
import { layOut } from './layout';
import { BackupFault, writeManifest } from './manifest';
import { runAs } from './run-as';

/** What PostgreSQL makes anew at its start, or what would be wrong in a copy; their directories stay. */
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.*|(.*\/)?pgsql_tmp.*)$/;
const SEGMENT = /^[0-9A-F]{24}$/;

interface Stopped {
  readonly label: string;
  readonly map: string | null;
  readonly last: string;
}

const emptyFolder = (folder: string): void => {
  makeDirs(folder, 0o700);
  if (readdirSync(folder).length > 0)
    throw new BackupFault(`${folder} is not empty: a backup needs a folder of its own`);
};

const writeNew = (folder: string, path: string, text: string): CopiedFile => {
  writeFileSync(join(folder, path), text, { mode: 0o600, flag: 'wx', flush: true });
  return { ...digestOf(join(folder, path)), path };
};

/** The log from the start of the copy to its end: with it the files, copied at different moments, become those of its end. */
const copyLog = (cluster: string, folder: string, { label, last }: Stopped): CopiedFile[] => {
  const first = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/m.exec(label)?.[1];
  if (!first) throw new BackupFault('PostgreSQL did not say where its log begins');
  const names = readdirSync(join(cluster, 'pg_wal')).filter((name) => {
    return name.endsWith('.history') || (SEGMENT.test(name) && name >= first && name <= last);
  });
  for (const end of [first, last])
    if (!names.includes(end)) throw new BackupFault(`PostgreSQL has removed its log ${end} meanwhile: try again`);
  return names.map((name) => {
    const path = `cluster/pg_wal/${name}`;
    return { ...copyFile(join(cluster, 'pg_wal', name), join(folder, path)), path };
  });
};

const copyAll = async (client: PoolClient, cluster: string, folder: string): Promise<CopiedFile[]> => {
  // The slot keeps the server from removing the log that the copy needs; both end with this connection.
  await client.query(`select pg_create_physical_replication_slot('rapport_backup_' || pg_backend_pid(), true, true)`);
  await client.query(`select pg_backup_start('rapport', true)`);
  const wanted = (path: string): boolean => !LEFT_OUT.test(path);
  const files = copyTree(cluster, join(folder, 'cluster'), { wanted, mayVanish: true });
  const { rows } = await client.query<Stopped>(
    `select labelfile as label, spcmapfile as map, pg_walfile_name(lsn) as last from pg_backup_stop(false)`,
  );
  const stopped = rows[0]!;
  return [
    ...files.map((file) => ({ ...file, path: `cluster/${file.path}` })),
    ...copyLog(cluster, folder, stopped),
    writeNew(folder, 'cluster/backup_label', stopped.label),
    ...(stopped.map ? [writeNew(folder, 'cluster/tablespace_map', stopped.map)] : []),
  ];
};

/** What `backupEmbedded` made. */
export interface Backup {
  readonly files: number;
  readonly bytes: number;
  readonly madeAt: string;
}

/**
 * Copies a running embedded server's files into an empty folder, consistent as of the end of the copy, while others write.
 * The server must be the one at `url` and have its files in `dataDir`. Not durable: only for tests.
 * @throws BackupFault
 */
export const backupEmbedded = async (url: string, dataDir: string, to: string, durable = true): Promise<Backup> => {
  const folder = resolve(to);
  emptyFolder(folder);
  const { cluster, passwordFile } = layOut(dataDir, runAs());
  const pool = createPool(url, { max: 1, name: 'rapport-backup' });
  try {
    const client = await pool.connect();
    try {
      const copied = await copyAll(client, cluster, folder);
      const files = [...copied, { ...copyFile(passwordFile, join(folder, 'password')), path: 'password' }];
      const postgres = readFileSync(join(folder, 'cluster/PG_VERSION'), 'utf8').trim();
      if (durable) seeOntoDisk(folder);
      const madeAt = new Date().toISOString();
      writeManifest(folder, { madeAt, postgres, files });
      return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), madeAt };
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
};
