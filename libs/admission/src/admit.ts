import type { EventStore, Move, NewEvent, Outcome, Repeat } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
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
import type { SentAgain } from './sent-again';
import type { Sources } from './sources';
import { handleOfStream } from './stream-owner';

/** What admission works with. */
export interface AdmissionParts {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly sources: Sources;
  readonly keeper: QuarantineKeeper;
  readonly committed: CommittedHandles;
  readonly sentAgain: SentAgain;
  readonly suppress: Suppress;
  readonly now: () => Date;
}

export type NotRefused = Exclude<Receipt, { status: 'refused' }>;
const ERASED_RETRIES = 3;
const TAKEOVERS_MAX = 3;

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

/** A bookmark that goes along, and how many servers had taken over when it was taken: one that came since may have it elsewhere. */
export interface Along {
  readonly move: Move;
  readonly takeovers: number;
}

/** Records what may be recorded; a bookmark goes along where there is anything to append. @throws TakenOver only with one */
export const record = async (
  parts: AdmissionParts,
  batch: readonly Checked[],
  by: Writer,
  along?: Along,
): Promise<NotRefused[]> => {
  if (batch.length === 0) return [];
  const { store, vault, sentAgain } = parts;
  const sayings = batch.map(({ eventId, content }): Saying => ({
    id: eventId,
    fingerprint: vault.fingerprint(content),
  }));
  // A bookmark moves with an append, so whoever has one appends.
  const looks = along === undefined && sentAgain.isLikely(by.keyId);
  const known = looks ? await store.repeats(sayings) : [];
  const isNew = (_: unknown, index: number): boolean => !known[index];
  const rest = looks ? batch.filter(isNew) : batch;
  const saying = looks ? sayings.filter(isNew) : sayings;
  const work = (takeovers: number): Promise<NotRefused[]> => append(parts, rest, saying, by, takeovers, along?.move);
  const recorded = rest.length === 0 ? [] : await (along ? work(along.takeovers) : inOneTenure(vault, work));
  let next = 0;
  const receipts = batch.map(({ eventId }, index) => {
    const repeat = known[index];
    return repeat ? receiptOfRepeat(eventId, repeat) : recorded[next++]!;
  });
  sentAgain.learn(by.keyId, receipts);
  return receipts;
};

/** Claims, keys and what was sealed with them hold for the server that gave them. When another takes over meanwhile, all is done anew. */
const inOneTenure = async <T>({ timeline }: Vault, work: (takeovers: number) => Promise<T>): Promise<T> => {
  for (let round = 1; ; round += 1) {
    const { takeovers } = timeline;
    try {
      return await work(takeovers);
    } catch (error) {
      // Whatever failed: a handle of the server before may be unknown to this one.
      const isOutdated = error instanceof TakenOver || timeline.takeovers !== takeovers;
      if (!isOutdated || round === TAKEOVERS_MAX) throw error;
    }
  }
};

/** An interaction's id, with the keyed hash of what its sender said. */
type Saying = Pick<NewEvent, 'id' | 'fingerprint'>;

const append = async (
  parts: AdmissionParts,
  batch: readonly Checked[],
  sayings: readonly Saying[],
  by: Writer,
  takeovers: number,
  move: Move | undefined,
): Promise<NotRefused[]> => {
  const { store, vault, committed } = parts;
  const { owned, sealer, unsealed } = await ownedAndSealer(parts, batch);
  const findable = vault.addTokens(findableOf(owned));
  // Should sealing fail, nobody asks for it any more.
  findable.catch(() => undefined);
  const seal = sealing(sealer, unsealed);
  const appends = owned.map((one, index) => appendOf(one, seal(one), by.keyId, sayings[index]!.fingerprint));
  // Before the append: what can be seen can be found. A repeat adds nothing.
  await findable;
  // The store refuses what waits when it finds another server, and takes what comes after.
  if (vault.timeline.takeovers !== takeovers) throw new TakenOver();
  const outcomes = await store.append(appends, move);
  outcomes.forEach(({ status }, index) => {
    if (status === 'appended') committed.add(owned[index]!.handles.filter((handle) => unsealed.has(handle)));
  });
  const owners = await firstOwners(
    store,
    sayings.filter((_, index) => outcomes[index]!.status === 'duplicate'),
  );
  return owned.map(({ eventId, handles }, index) =>
    receiptOf(eventId, owners.get(eventId) ?? handles[0], outcomes[index]!),
  );
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

/** To whom repeats belong: the first of them may have come with other identifiers known. */
const firstOwners = async (store: EventStore, repeated: readonly Saying[]): Promise<ReadonlyMap<string, Handle>> => {
  const found = repeated.length > 0 ? await store.repeats(repeated) : [];
  const owners = new Map<string, Handle>();
  found.forEach((repeat, index) => {
    if (repeat) owners.set(repeated[index]!.id, handleOfStream(repeat.stream));
  });
  return owners;
};

const receiptOfRepeat = (eventId: string, { position, stream }: Repeat): NotRefused => ({
  status: 'duplicate',
  eventId,
  position,
  handle: handleOfStream(stream),
});

/** The receipt for one outcome of an append with one event. */
export const receiptOf = (eventId: string, handle: Handle, outcome: Outcome): NotRefused => {
  if (outcome.status === 'conflict')
    return { status: 'conflict', eventId, detail: 'this id was recorded before with another content' };
  if (outcome.status === 'stale') throw new Error('an append that expects nothing cannot be stale');
  const status = outcome.status === 'appended' ? 'accepted' : 'duplicate';
  return { status, eventId, position: outcome.placed[0]!.position, handle };
};
