import type { Config } from '@rapport/edge';
import { createPool } from '@rapport/postgres';
import type { OpenCells } from '@rapport/read-db';
import { MasterKeyFault, RotationUnfinished, WrongMasterKey, type Vault } from '@rapport/vault';
import { say } from '../terminal';
import { openOwnVault } from './open-own-vault';

type Env = Readonly<Record<string, string | undefined>>;

/** Errors of a vault that this process has no key to. */
const CLOSED = [MasterKeyFault, RotationUnfinished, WrongMasterKey];

const isClosed = (error: unknown): error is Error => CLOSED.some((kind) => error instanceof kind);

/** What opens sealed dates for the rules, in the process that decides. */
export interface SealedOpener {
  readonly open: OpenCells;
  close(): Promise<void>;
}

/** Keys are asked for a few times a day. */
const CONNECTIONS_MAX = 1;

/**
 * Opens the vault when a rule asks for the first time; most installations have none that does, and a process without the master key can
 * decide everything else. What cannot be opened is counted in the record of the run (`unread`).
 */
export const sealedOpener = (config: Pick<Config, 'dataDir'>, env: Env, databaseUrl: string): SealedOpener => {
  const pool = createPool(databaseUrl, { max: CONNECTIONS_MAX, name: 'rapport-dates' });
  let opening: Promise<Vault | null> | undefined;
  const vaultOf = async (): Promise<Vault | null> => {
    try {
      return await openOwnVault(pool, env, config.dataDir);
    } catch (error) {
      if (!isClosed(error)) throw error;
      say(`projector: nobody is told of sealed dates: ${error.message}`);
      return null;
    }
  };
  const vault = (): Promise<Vault | null> =>
    (opening ??= vaultOf().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  return {
    async open(cells) {
      const open = await vault();
      if (open === null) return cells.map(() => undefined);
      return (await open.open(cells)).map((one) => (one.ok && typeof one.value === 'string' ? one.value : null));
    },
    close: () => pool.end(),
  };
};
