import type { EventStore, Move, Outcome, StoredEvent } from '@rapport/event-store';
import type { Handle, Sealer, Vault } from '@rapport/vault';
import { Refused, type Receipt, type Submitted, type Writer } from './admission';
import { appendOf } from './body';
import { checkSubmitted, type Checked } from './check';
import type { CommittedHandles } from './committed-handles';
import { findableOf } from './findable';
import { heldBack, keepRefused, SUPPRESSED, type Suppress } from './held-back';
import { withOwners, type Owned } from './owners';
import { namesIn } from './names-in';
import type { QuarantineKeeper } from './quarantine-keeper';
import { needsOf, sealing, unsealedIn } from './seal';
import type { Sources } from './sources';
import { handleOfStream } from './stream-owner';

/** What admission works with. */
export interface AdmissionParts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly sources: Sources;
  readonly keeper: QuarantineKeeper;
  readonly committed: CommittedHandles;
  readonly suppress: Suppress;
  readonly now: () => Date;
}

export type NotRefused = Exclude<Receipt, { status: 'refused' }>;
const ERASED_RETRIES = 3;

/** One batch: one claim, one sealer, one append, then the quarantine of what was refused. */
export const admitBatch = async (
  parts: AdmissionParts,
  inputs: readonly Submitted[],
  by: Writer,
): Promise<readonly Receipt[]> => {
  const now = parts.now();
  const lookup = await parts.sources.lookup();
  const verdicts = inputs.map((input) => checkSubmitted(input, by, lookup, now));
  const checked = verdicts.filter((verdict): verdict is Checked => !(verdict instanceof Refused));
  const held = await heldBack(parts, checked);
  const recorded = await record(
    parts,
    checked.filter((one) => !held.has(one)),
    by,
  );
  let nextRecorded = 0;
  const receipts = checked.map((one) => held.get(one) ?? recorded[nextRecorded++]!);
  const refused = verdicts.flatMap((verdict, index) =>
    verdict instanceof Refused ? [{ ...inputs[index]!, refused: verdict, names: namesIn(inputs[index]!, lookup) }] : [],
  );
  // After the append: when that throws, nobody gets a receipt, and the sender's repeat would be kept twice.
  const kept = await keepRefused(parts, refused, by, now);
  const forgotten = [...held.values()].filter(({ status }) => status === 'refused').length;
  if (forgotten > 0) await parts.keeper.count(SUPPRESSED.code, forgotten, by.keyId, now);
  let nextReceipt = 0;
  let nextKept = 0;
  return verdicts.map((verdict): Receipt => {
    if (!(verdict instanceof Refused)) return receipts[nextReceipt++]!;
    return { status: 'refused', code: verdict.code, detail: verdict.detail, quarantineId: kept[nextKept++]! };
  });
};

/** Appends what may be recorded; a bookmark goes along where there is anything to append. */
export const record = async (
  parts: AdmissionParts,
  batch: readonly Checked[],
  by: Writer,
  move?: Move,
): Promise<NotRefused[]> => {
  if (batch.length === 0) return [];
  const { store, vault, committed } = parts;
  const { owned, sealer, unsealed } = await ownedAndSealer(parts, batch);
  const findable = vault.addTokens(findableOf(owned));
  // Should sealing fail, nobody asks for it any more.
  findable.catch(() => undefined);
  const seal = sealing(sealer, unsealed);
  const appends = owned.map((one) => appendOf(one, seal(one), by.keyId, vault.fingerprint(one.content)));
  // Before the append: what can be seen can be found. A repeat adds nothing.
  await findable;
  const outcomes = await store.append(appends, move);
  outcomes.forEach(({ status }, index) => {
    if (status === 'appended') committed.add(owned[index]!.handles.filter((handle) => unsealed.has(handle)));
  });
  return receiptsOf(store, owned, outcomes);
};

/** An identifier may be erased between claim and sealing; then it belongs to somebody new. */
const ownedAndSealer = async (
  { store, vault, committed }: AdmissionParts,
  batch: readonly Checked[],
): Promise<{ owned: readonly Owned[]; sealer: Sealer; unsealed: ReadonlySet<Handle> }> => {
  for (let round = 1; ; round += 1) {
    const owned = await withOwners(vault, store, batch);
    const unsealed = unsealedIn(owned, committed.has);
    const sealer = await vault.sealer(needsOf(owned, unsealed));
    if (sealer.erased.size === 0 || round === ERASED_RETRIES) return { owned, sealer, unsealed };
  }
};

const receiptsOf = async (
  store: EventStore,
  owned: readonly Owned[],
  outcomes: readonly Outcome[],
): Promise<NotRefused[]> => {
  const repeated = owned.filter((_, index) => outcomes[index]!.status === 'duplicate').map(({ eventId }) => eventId);
  const found: readonly StoredEvent[] = repeated.length > 0 ? await store.find(repeated) : [];
  const firstOwner = new Map(found.map(({ id, stream }): [string, Handle] => [id, handleOfStream(stream)]));
  return owned.map(({ eventId, handles }, index) =>
    receiptOf(eventId, firstOwner.get(eventId) ?? handles[0], outcomes[index]!),
  );
};

/** The receipt for one outcome of an append with one event. */
export const receiptOf = (eventId: string, handle: Handle, outcome: Outcome): NotRefused => {
  if (outcome.status === 'conflict')
    return { status: 'conflict', eventId, detail: 'this id was recorded before with another content' };
  if (outcome.status === 'stale') throw new Error('an append that expects nothing cannot be stale');
  const status = outcome.status === 'appended' ? 'accepted' : 'duplicate';
  return { status, eventId, position: outcome.placed[0]!.position, handle };
};
