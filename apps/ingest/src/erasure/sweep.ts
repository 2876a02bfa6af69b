import { everybodyAssigned } from '../everybody-assigned';
import { customerStream } from '@rapport/events';
import { membership, type Edge, type KnownHandle } from '@rapport/read-db';
import { identifiersIn } from '@rapport/vault';
import type { ErasedHandle, Erasure } from './erasure';
import { cleanUp, eventsOf, ledgerLine, type Means } from './perform';

const WAIT_MS = 30_000;

interface Found {
  /** Identifiers that were on their way while the keys were destroyed: theirs, and nobody else's before. */
  readonly late: readonly ErasedHandle[];
  /** Handles that had a life of their own before: somebody joined them, or a source did. Not ours to erase unasked. */
  readonly joined: readonly string[];
}

/** Which of the handles some event carried when the erasure was asked for. */
const knownBefore = async (
  { store }: Pick<Means, 'store'>,
  strangers: readonly KnownHandle[],
  edges: readonly Edge[],
  head: string,
): Promise<ReadonlySet<string>> => {
  const known = new Set<string>();
  for await (const batch of store.read(
    strangers.map(({ handle }) => customerStream(handle)),
    head,
  ))
    for (const { stream } of batch) known.add(stream.slice(customerStream('').length));
  const evidence = edges.flatMap((edge) => edge.evidence ?? []);
  const old = new Set((await store.find(evidence)).filter(({ position }) => position <= head).map(({ id }) => id));
  for (const { a, b, evidence: event } of edges) if (event !== null && old.has(event)) known.add(a).add(b);
  return known;
};

/** Looks for handles that belong to the erased person by now and did not when their handles were listed. */
export const lookForLate = async (means: Pick<Means, 'pool' | 'store'>, erasure: Erasure): Promise<Found> => {
  const people = membership(means.pool);
  const own = new Set(erasure.handles.map(({ handle }) => handle));
  const customers = new Set((await people.resolve([...own])).values());
  const members = (await Promise.all([...customers].map((customer) => people.handlesOf(customer)))).flat();
  const strangers = members.filter(({ handle }) => !own.has(handle));
  if (strangers.length === 0) return { late: [], joined: [] };
  const edges = await people.edgesOf(strangers.map(({ handle }) => handle));
  const before = await knownBefore(means, strangers, edges, erasure.head);
  const reached = reachedFrom(own, edges, before);
  const late = strangers.filter(({ handle }) => reached.has(handle));
  const joined = strangers.filter(({ handle }) => !reached.has(handle)).map(({ handle }) => handle);
  return { late: late.map(({ handle, type, issuer }) => ({ handle, type, issuer })), joined };
};

/** New handles that sources (not persons) linked with the erased, directly or through each other. */
const reachedFrom = (
  own: ReadonlySet<string>,
  edges: readonly Edge[],
  before: ReadonlySet<string>,
): ReadonlySet<string> => {
  const reached = new Set<string>();
  const isIn = (handle: string): boolean => own.has(handle) || reached.has(handle);
  const bySources = edges.filter(({ linked, verdict }) => linked && verdict !== 'joined');
  for (let grown = true; grown;) {
    grown = false;
    for (const { a, b } of bySources) {
      const next = isIn(a) === isIn(b) ? null : isIn(a) ? b : a;
      if (next === null || before.has(next)) continue;
      reached.add(next);
      grown = true;
    }
  }
  return reached;
};

/** Erases what came too late to be listed, as the erasure itself did, and says so in the certificate. */
const eraseLate = async (means: Means, erasure: Erasure, late: readonly ErasedHandle[]): Promise<Erasure> => {
  const handles = late.map(({ handle }) => handle);
  const { hashes, words } = await means.vault.tracesOf(handles);
  const refused = await means.admission.quarantine.about(hashes);
  await means.ledger.append(ledgerLine(means, erasure, handles, hashes));
  await means.vault.destroyHandleKeys(handles);
  const { parked } = await cleanUp(means, handles, refused);
  const { cleaned } = erasure;
  return means.book.note(erasure.id, {
    handles: [...erasure.handles, ...late],
    hashes: [...(erasure.hashes ?? []), ...hashes],
    cleaned: {
      identifiers: (cleaned?.identifiers ?? 0) + identifiersIn(hashes),
      searchWords: (cleaned?.searchWords ?? 0) + words,
      events: (cleaned?.events ?? 0) + (await eventsOf(means, handles)),
      refusedInput: (cleaned?.refusedInput ?? 0) + refused.length,
      parked: (cleaned?.parked ?? 0) + parked,
    },
  });
};

/**
 * One look after the keys were destroyed. An event may have been on its way then: what it says under the destroyed keys is
 * unreadable anyway, but it may have brought a new identifier of the same person. Words that were added meanwhile, and input
 * that was refused meanwhile, go too.
 */
export const sweep = async (means: Means, begun: Erasure): Promise<Erasure> => {
  if ((await everybodyAssigned(means, WAIT_MS)) === null) return begun;
  const { late, joined } = await lookForLate(means, begun);
  const erasure = late.length > 0 ? await eraseLate(means, begun, late) : begun;
  if (joined.length > 0) await means.book.note(erasure.id, { joinedSince: joined });
  const handles = erasure.handles.map(({ handle }) => handle);
  await cleanUp(means, handles, await means.admission.quarantine.about(erasure.hashes ?? []));
  return means.book.sweptOnce(erasure.id);
};
