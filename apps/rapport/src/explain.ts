import { BrokenFile, MappingFault } from '@rapport/adapters';
import { SigningKeyFault } from '@rapport/chain';
import { ConfigError } from '@rapport/edge';
import {
  BackupFault,
  DataDirInUse,
  EmbeddedFailed,
  NewerDatabase,
  PortTaken,
  TablesGone,
  WrongEncoding,
} from '@rapport/postgres';
import { MasterKeyFault, RotationUnfinished, WrongMasterKey } from '@rapport/vault';
import { CommanderError } from 'commander';
import { OUT_OF_FILES, isOutOfFiles } from './open-files';
import { Advice, EXIT } from './terminal';

/** Errors whose message says already what is wrong and what to do. */
const SPEAKING = [
  BackupFault,
  RotationUnfinished,
  PortTaken,
  DataDirInUse,
  EmbeddedFailed,
  NewerDatabase,
  WrongEncoding,
  TablesGone,
  MasterKeyFault,
  WrongMasterKey,
  SigningKeyFault,
];

/** What PostgreSQL or the way to it says when a connection cannot be had, and what that means. */
const NO_DATABASE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at the host and port of DATABASE_URL',
  ENOTFOUND: 'the host of DATABASE_URL is unknown',
  ETIMEDOUT: 'the host of DATABASE_URL does not answer',
  '28P01': 'the user or password of DATABASE_URL is wrong',
  '28000': 'the user of DATABASE_URL may not connect',
  '3D000': 'the database of DATABASE_URL does not exist',
  ...Object.fromEntries(
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].map((code) => [code, `who signed the server's certificate is unknown: append sslrootcert=<file of the authority> to DATABASE_URL, or sslmode=no-verify to encrypt without knowing whom it speaks with`]), // prettier-ignore
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the server is for another name than the host of DATABASE_URL',
  CERT_HAS_EXPIRED: 'the certificate of the server is out of date, or the clock of this machine is wrong',
  '08P01': 'what stands at the host and port of DATABASE_URL is no PostgreSQL, or a pooler before one (PgBouncer), which keeps neither settings nor locks of a session: name the server itself', // prettier-ignore
  '25006': 'the server of DATABASE_URL can only be read: it is a standby, or its user may only read',
  '53300': 'the server of DATABASE_URL takes no further connections: raise max_connections',
  '42501': 'the user of DATABASE_URL lacks a right: it must own the database, or may create schemas in it',
};

/** The driver says so in words alone, without a code. */
const NO_TLS = /^The server does not support SSL connections/;

/** What the system says when a file or directory cannot be written. */
const NO_FILE: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user may write no more there',
  ENOTDIR: 'a part of it is a file and no directory',
  EEXIST: 'it is a file and no directory',
  ENOTSUP: 'no directory can be made there',
};

/** An error in words and the exit code that it stands for. '' = it has been said already. */
export const explain = (error: unknown): { readonly text: string; readonly code: number } => {
  if (error instanceof CommanderError) return { text: '', code: error.exitCode === 0 ? EXIT.fine : EXIT.usage };
  if (error instanceof Advice) return { text: error.message, code: error.code };
  if (error instanceof ConfigError) {
    return { text: `${error.message}\nSee docs/how-to/configure.md.`, code: EXIT.usage };
  }
  if (error instanceof MappingFault) {
    return { text: `${error.message}\nSee docs/how-to/import.md.`, code: EXIT.usage };
  }
  if (error instanceof BrokenFile) {
    return {
      text: `${error.message}\nRun the same command again once it is mended.`,
      code: EXIT.failed,
    };
  }
  if (SPEAKING.some((kind) => error instanceof kind)) return { text: (error as Error).message, code: EXIT.failed };
  if (isOutOfFiles(error)) return { text: OUT_OF_FILES, code: EXIT.failed };
  const { code = '', stack, path } = error as { code?: string; stack?: string; path?: string };
  const unwritable = path === undefined ? undefined : NO_FILE[code];
  if (unwritable) {
    return {
      text: `${path} cannot be used: ${unwritable} (${code}). RAPPORT_DATA_DIR names another place; "rapport doctor" looks closer.`,
      code: EXIT.failed,
    };
  }
  if (error instanceof Error && NO_TLS.test(error.message))
    return {
      text: 'the database cannot be used: the server of DATABASE_URL speaks no TLS: switch it on there (ssl = on), or take sslmode out of DATABASE_URL, and nothing is encrypted. "rapport doctor" looks closer.',
      code: EXIT.failed,
    };
  const known = NO_DATABASE[code];
  if (known)
    return {
      text: `the database cannot be used: ${known} (${code}). "rapport doctor" looks closer.`,
      code: EXIT.failed,
    };
  if (code === 'EADDRINUSE')
    return { text: `${(error as Error).message}\nSet RAPPORT_PORT to another one.`, code: EXIT.failed };
  return { text: stack ?? String(error), code: EXIT.failed };
};
