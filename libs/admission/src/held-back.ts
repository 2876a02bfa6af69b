import type { EventStore } from '@rapport/event-store';
import type { Vault } from '@rapport/vault';
import { Refused, type Receipt, type Writer } from './admission';
import type { Checked } from './check';
import type { QuarantineKeeper, RefusedInput } from './quarantine-keeper';
import { handleOfStream } from './stream-owner';

/**
 * What becomes of interactions that name somebody who was erased, and are not in the log already.
 * - `none`: they are recorded as somebody new's;
 * - `past`: what happened before the erasure is not recorded, so that a second import under other ids revives nobody; what
 *   happens later is somebody new's;
 * - `all`: nothing is recorded about them any more.
 */
export const SUPPRESS = ['none', 'past', 'all'] as const;
export type Suppress = (typeof SUPPRESS)[number];

/** Of somebody erased: not recorded, and nothing of it is kept. */
export const SUPPRESSED = new Refused('suppressed', 'it names somebody who was erased; nothing of it was kept');

/**
 * Those of a batch that must not be recorded: repeats of what is in the log already as duplicates, which leave no trace of
 * the erased (no handle, no words), others as refused.
 */
export const heldBack = async (
  { vault, store, suppress }: { vault: Vault; store: Pick<EventStore, 'find'>; suppress: Suppress },
  batch: readonly Checked[],
): Promise<ReadonlyMap<Checked, Receipt>> => {
  const about = await aboutErased(vault, batch);
  if (about.size === 0) return new Map();
  const known = await store.find([...about.keys()].map(({ eventId }) => eventId));
  const firsts = new Map(known.map((event) => [event.id, event]));
  const erased = await vault.erased(known.map(({ stream }) => handleOfStream(stream)));
  const held = new Map<Checked, Receipt>();
  for (const [one, erasedAt] of about) {
    const { eventId, interaction } = one;
    const first = firsts.get(eventId);
    const isSuppressed = suppress === 'all' || (suppress === 'past' && interaction.occurredAt <= erasedAt);
    const handle = first && handleOfStream(first.stream);
    if (handle && erased.has(handle)) held.set(one, { status: 'duplicate', eventId, position: first.position, handle });
    else if (!first && isSuppressed) held.set(one, { status: 'refused', ...SUPPRESSED, quarantineId: null });
  }
  return held;
};

/** The interactions that name somebody who was erased, and when that was (the last time). */
const aboutErased = async (vault: Vault, batch: readonly Checked[]): Promise<ReadonlyMap<Checked, string>> => {
  const erasedAt = await vault.suppressed(batch.flatMap(({ identifiers }) => identifiers));
  const about = new Map<Checked, string>();
  let next = 0;
  for (const one of batch) {
    const times = erasedAt.slice(next, (next += one.identifiers.length)).filter((at) => at !== null);
    if (times.length > 0) about.set(one, times.sort().at(-1)!);
  }
  return about;
};

/** Keeps refused input, but counts only what may be about somebody who was erased: the quarantine must not revive them either. */
export const keepRefused = async (
  { vault, keeper, suppress }: { vault: Vault; keeper: QuarantineKeeper; suppress: Suppress },
  refused: readonly RefusedInput[],
  { keyId }: Writer,
  now: Date,
): Promise<readonly (string | null)[]> => {
  if (refused.length === 0) return [];
  const erasedAt = suppress === 'none' ? [] : await vault.suppressed(refused.flatMap(({ names }) => names));
  let next = 0;
  const gone = refused.map(({ names }) => erasedAt.slice(next, (next += names.length)).some((at) => at !== null));
  for (const [index, input] of refused.entries())
    if (gone[index]) await keeper.count(input.refused.code, 1, keyId, now);
  const kept = await keeper.keep(refused.filter((_, index) => !gone[index]), keyId, now); // prettier-ignore
  let nextKept = 0;
  return gone.map((isGone) => (isGone ? null : kept[nextKept++]!));
};
