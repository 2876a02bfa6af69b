import { customerStream } from '@rapport/events';
import { forgetParked } from '@rapport/read-db';
import { identifiersIn, vaultMark, type ErasureLine } from '@rapport/vault';
import type { IngestParts } from '../parts';
import type { Book } from './book';
import { appendErased } from './customer-erased';
import type { Erasure } from './erasure';

/** What an erasure is carried out with. */
export type Means = Pick<IngestParts, 'pool' | 'store' | 'vault' | 'admission' | 'ledger'> & { readonly book: Book };

/** What the ledger keeps of an erasure, or of a part of it. */
export const ledgerLine = (
  { vault }: Pick<Means, 'vault'>,
  { id, customer, ground, requestedBy, confirmedBy }: Erasure,
  handles: readonly string[],
  hashes: readonly string[],
): ErasureLine => ({
  ...{ kind: 'erasure', vault: vaultMark(vault), id, at: new Date().toISOString(), customer, handles, hashes, ground },
  by: confirmedBy === null ? [requestedBy] : [requestedBy, confirmedBy],
});

/** Writes down what can't be found any more once the keys are gone. */
const survey = async ({ vault, admission, book }: Means, { id, handles }: Erasure): Promise<Erasure> => {
  const traces = await vault.tracesOf(handles.map(({ handle }) => handle));
  const refused = await admission.quarantine.about(traces.hashes);
  return book.note(id, { hashes: traces.hashes, refused, searchWords: traces.words });
};

/**
 * Until the keys are gone: what there is is noted, the ledger has it on its disk, the keys are destroyed. Each step may be
 * done again, so a process that was killed is followed by another one that begins anew.
 */
export const destroyKeys = async (means: Means, begun: Erasure): Promise<Erasure> => {
  let erasure = begun.hashes === null ? await survey(means, begun) : begun;
  const handles = erasure.handles.map(({ handle }) => handle);
  if (erasure.ledgeredAt === null) {
    await means.ledger.append(ledgerLine(means, erasure, handles, erasure.hashes ?? []));
    erasure = await means.book.reach(erasure.id, 'ledgered_at');
  }
  await means.vault.destroyHandleKeys(handles);
  return means.book.reach(erasure.id, 'keys_at');
};

/** Events on these handles' streams. */
export const eventsOf = async ({ store }: Pick<Means, 'store'>, handles: readonly string[]): Promise<number> => {
  let events = 0;
  for await (const batch of store.read(handles.map(customerStream))) events += batch.length;
  return events;
};

/** Takes away what is not sealed under the keys: fingerprints, refused input, what failures said. */
export const cleanUp = async (
  { pool, store, admission }: Omit<Means, 'book'>,
  handles: readonly string[],
  refused: readonly string[],
): Promise<{ readonly parked: number }> => {
  await store.forget(handles.map(customerStream));
  await admission.quarantine.remove(refused);
  return { parked: await forgetParked(pool, handles) };
};

/** Carries an erasure out to its end. @throws when something is not to be had now; the next try goes on. */
export const perform = async (means: Means, begun: Erasure): Promise<Erasure> => {
  const erasure = await destroyKeys(means, begun);
  const handles = erasure.handles.map(({ handle }) => handle);
  const refused = erasure.refused ?? [];
  const { parked } = await cleanUp(means, handles, refused);
  await means.book.note(erasure.id, {
    cleaned: {
      identifiers: identifiersIn(erasure.hashes ?? []),
      searchWords: erasure.searchWords,
      events: await eventsOf(means, handles),
      refusedInput: refused.length,
      parked,
    },
  });
  return means.book.finish(erasure.id, await appendErased(means.store, erasure));
};
