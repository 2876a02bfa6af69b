import { LedgerFault, reapplyLedger, type Ledger, type Vault } from '@rapport/vault';
import { Advice, say } from '../terminal';

/**
 * Erases again, before anybody is answered, what the ledger says is erased and a backup has brought back.
 * @throws Advice when the ledger is damaged: starting without it could bring somebody back.
 */
export const eraseAgain = async (vault: Vault, ledger: Ledger): Promise<void> => {
  try {
    const { handles, erasures, quarters, hashKeys } = await reapplyLedger(vault, ledger);
    if (hashKeys > 0)
      say(
        'this database is from before a change of the key of identifiers: finish it with "rapport keys rotate-identifiers"',
      );
    if (handles + quarters === 0) return;
    say(
      `this database was put back from before: erased again ${handles} handles of ${erasures.length} erasures and ` +
        `${quarters} quarters whose time was over (${ledger.path})`,
    );
  } catch (error) {
    throw error instanceof LedgerFault ? new Advice(error.message) : error;
  }
};
