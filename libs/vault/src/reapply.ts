import { hashKeyLines } from './hash-key-lines';
import type { Ledger } from './ledger';
import type { ErasureLine, RetentionLine } from './ledger-line';
import type { Vault } from './vault';

/** What had to be destroyed again: a backup had brought it back. */
export interface Reapplied {
  /** Keys of persons. */
  readonly handles: number;
  /** Erasures that they belong to. */
  readonly erasures: readonly string[];
  /** Data classes and quarters. */
  readonly quarters: number;
  /** Keys of identifiers that were made since: `rotateIdentifiers` has to bring the index under them again. */
  readonly hashKeys: number;
}

const CHUNK_LINES = 500;

/** Which vault a ledger's line is of: ledgers of others mean nothing here. */
export const vaultMark = (vault: Pick<Vault, 'fingerprint'>): string => vault.fingerprint('rapport/vault').slice(0, 16);

const eraseAgain = async (vault: Vault, lines: readonly ErasureLine[]): Promise<readonly string[]> => {
  const handles = [...new Set(lines.flatMap((line) => line.handles))];
  const { living } = await vault.tracesOf(handles);
  // The hashes first: an erased identifier must be on the list before it can be claimed anew.
  await vault.suppress(lines.flatMap(({ hashes, at }) => hashes.map((hash) => ({ hash, erasedAt: at }))));
  if (living.length > 0) await vault.destroyHandleKeys(living);
  return living;
};

const expireAgain = async (vault: Vault, lines: readonly RetentionLine[]): Promise<number> => {
  const destroyed = new Set(
    (await vault.quarters()).filter((one) => one.destroyedAt).map((one) => `${one.dataClass}.${one.quarter}`),
  );
  const alive = new Map(
    lines.map((line) => [`${line.dataClass}.${line.quarter}`, line] as const).filter(([name]) => !destroyed.has(name)),
  );
  for (const { dataClass, quarter } of alive.values()) await vault.destroyQuarterKey(dataClass, quarter);
  return alive.size;
};

/**
 * Destroys again what the ledger says is destroyed, where this copy of the database still has it. To be called before
 * anybody is answered. Repeating it is harmless. @throws LedgerFault
 */
export const reapplyLedger = async (vault: Vault, ledger: Ledger): Promise<Reapplied> => {
  const mark = vaultMark(vault);
  // Before any hash: those of later erasures are under later keys.
  const hashKeys = await vault.learnHashKeys(await hashKeyLines(ledger, mark));
  const retention: RetentionLine[] = [];
  const erasures = new Set<string>();
  let handles = 0;
  let chunk: ErasureLine[] = [];
  const flush = async (): Promise<void> => {
    const revived = new Set(await eraseAgain(vault, chunk));
    handles += revived.size;
    for (const { id, handles: own } of chunk) if (own.some((handle) => revived.has(handle))) erasures.add(id);
    chunk = [];
  };
  for await (const line of ledger.lines()) {
    if (line.vault !== mark) continue;
    if (line.kind === 'retention') retention.push(line);
    if (line.kind === 'erasure') chunk.push(line);
    if (chunk.length === CHUNK_LINES) await flush();
  }
  if (chunk.length > 0) await flush();
  const quarters = retention.length > 0 ? await expireAgain(vault, retention) : 0;
  return { handles, erasures: [...erasures], quarters, hashKeys };
};
