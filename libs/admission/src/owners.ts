import type { EventStore } from '@rapport/event-store';
import type { Handle, Vault } from '@rapport/vault';
import type { Checked } from './check';
import { handleOfStream } from './stream-owner';

/** The handles of an event, in the order of its identifiers; the first is the owner. */
export type Owned = Checked & { readonly handles: readonly [Handle, ...Handle[]] };

/**
 * Finds or makes the handles of a batch with one claim. An event without identifiers gets a handle of its own; a repeat of
 * one is looked for first, so that it mints no key that nobody needs.
 */
export const withOwners = async (
  vault: Vault,
  store: Pick<EventStore, 'find'>,
  batch: readonly Checked[],
): Promise<readonly Owned[]> => {
  const claimed = await vault.claim(batch.flatMap(({ identifiers }) => identifiers));
  const nameless = [...new Set(batch.filter(({ identifiers }) => identifiers.length === 0).map((one) => one.eventId))];
  const own = nameless.length === 0 ? new Map<string, Handle>() : await ownHandles(vault, store, nameless);
  let next = 0;
  return batch.map((checked) => {
    const count = checked.identifiers.length;
    const handles = count === 0 ? [own.get(checked.eventId)!] : claimed.slice(next, next + count);
    next += count;
    return { ...checked, handles: handles as [Handle, ...Handle[]] };
  });
};

const ownHandles = async (
  vault: Vault,
  store: Pick<EventStore, 'find'>,
  eventIds: readonly string[],
): Promise<Map<string, Handle>> => {
  const known = await store.find(eventIds);
  const handles = new Map(known.map(({ id, stream }) => [id, handleOfStream(stream)]));
  const fresh = eventIds.filter((id) => !handles.has(id));
  const minted = await vault.mint(fresh.length);
  fresh.forEach((id, index) => handles.set(id, minted[index]!));
  return handles;
};
