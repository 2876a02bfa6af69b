import { membership } from '@rapport/read-db';
import { customerStream } from '@rapport/events';
import type { Approvals } from './erasure';
import type { Means } from './perform';
import { subjectOf } from './subject';

/** Events by owner handle. */
const eventsByHandle = async (
  { store }: Pick<Means, 'store'>,
  handles: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for await (const batch of store.read(handles.map(customerStream)))
    for (const { stream } of batch) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return counts;
};

const parkedOf = async ({ pool }: Pick<Means, 'pool'>, handles: readonly string[]): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from rapport_read.parked where key = any($1::text[])',
    [handles],
  );
  return rows[0]!.n;
};

/** What an erasure would take, without a value in clear: every handle, and what hangs on it. */
export const previewOf = async (means: Means, id: string, approvals: Approvals): Promise<object> => {
  const { customer, handles, head } = await subjectOf(means, id);
  const ids = handles.map(({ handle }) => handle);
  const people = membership(means.pool);
  const [events, gone, traces, parked, edges] = await Promise.all([
    eventsByHandle(means, ids),
    means.vault.erased(ids),
    means.vault.tracesOf(ids),
    parkedOf(means, ids),
    people.edgesOf(ids),
  ]);
  const own = new Set(ids);
  const others = edges.filter(({ a, b, asserted }) => asserted && own.has(a) !== own.has(b));
  const refused = await means.admission.quarantine.about(traces.hashes);
  const open = await means.book.about(ids);
  return {
    customerId: customer,
    position: head,
    handles: handles.map(({ handle, type, issuer }) => ({
      ...{ handle, type, issuer, erased: gone.has(handle) },
      events: events.get(customerStream(handle)) ?? 0,
    })),
    events: [...events.values()].reduce((sum, count) => sum + count, 0),
    searchWords: traces.words,
    refusedInput: refused.length,
    parked,
    // Seen with this customer, but shared with others or taken off by a person: not theirs to erase.
    staysWithOthers: [...new Set(others.map(({ a, b }) => (own.has(a) ? b : a)))].sort(),
    approvals,
    open: open && open.status !== 'erased' ? open.id : null,
  };
};
