import { Problem } from '@rapport/edge';
import type { KnownHandle } from '@rapport/read-db';
import type { Vault } from '@rapport/vault';

/**
 * Nobody can say any more who an erased person was, so nobody can say that they are, or are not, somebody else.
 * @throws Problem 409 when one of the handles was erased.
 */
export const requireNotErased = async (
  vault: Pick<Vault, 'erased'>,
  handles: readonly KnownHandle[],
): Promise<void> => {
  const gone = await vault.erased(handles.map(({ handle }) => handle));
  if (gone.size === 0) return;
  const detail =
    'this customer was erased: who they were is not known any more, so they cannot be joined or taken apart';
  throw new Problem(409, 'customer-erased', detail);
};
