import { Problem } from '@rapport/edge';
import type { KnownHandle } from '@rapport/read-db';
import type { Vault } from '@rapport/vault';

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s()./-]/g, '');

/** Shorter values stand in any text by chance. */
const TELLING_CHARACTERS = 4;

/**
 * The reason of an erasure outlives it in clear, so it must not say whom it was about: no mail address, none of the person's
 * identifiers, no word of what is known as their name.
 * @throws Problem 422
 */
export const requireNothingPersonal = async (
  vault: Pick<Vault, 'open' | 'names'>,
  handles: readonly KnownHandle[],
  reason: string,
): Promise<void> => {
  const cells = handles.flatMap(({ cell }) => cell ?? []);
  const values = (await vault.open(cells)).flatMap((opened) => (opened.ok ? [plain(String(opened.value))] : []));
  const said = plain(reason);
  const repeats = values.some((value) => value.length >= TELLING_CHARACTERS && said.includes(value));
  const ids = handles.map(({ handle }) => handle);
  if (!repeats && !reason.includes('@') && !(await vault.names(ids, reason))) return;
  const detail = 'the reason is kept in clear for ever: leave out names, addresses and numbers of the person';
  throw new Problem(422, 'personal-reason', detail);
};
