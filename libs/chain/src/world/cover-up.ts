import type { EventStore } from '@rapport/event-store';
import type { Pool } from 'pg';
import { anchorHash, type Anchor } from '../anchor';
import { anchorsUp, insertAnchor, insertKey } from '../anchor-rows';
import { entryOf } from '../entry';
import type { SigningKey } from '../signing-key';
import { nextAnchor, type Seen } from '../tip';

/** How somebody who tampered with events makes the rest of the database fit. */
export type CoverUp = 'none' | 'old signatures' | 'own key' | 'stolen key' | 'nothing left';

/** Every event that is there, in order, read past the engine. */
const rowsOf = async (pool: Pool, epoch: string): Promise<readonly Seen[]> => {
  const { rows } = await pool.query<
    { position: string; id: string; stream: string; version: number } & Record<string, string>
  >(
    `select position, event_id::text as id, stream, version, type, body,
      to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt"
     from rapport_store.events where position > 0 order by position`,
  );
  return rows.map((row) => {
    const position = `${epoch}-${row.position.padStart(19, '0')}`;
    const event = { ...row, position } as unknown as Parameters<typeof entryOf>[0];
    return { ...entryOf(event), position, id: row.id, recordedAt: row['recordedAt']! };
  });
};

/** Writes anchors and evidence anew, so that they fit what stands in the log now. */
export const coverUp = async (
  how: CoverUp,
  {
    pool,
    store,
    keys,
  }: { pool: Pool; store: EventStore; keys: { readonly own: SigningKey; readonly stolen: SigningKey } },
): Promise<void> => {
  if (how === 'none') return;
  const old = await anchorsUp(pool, 0, 10_000);
  await pool.query('delete from rapport_chain.anchor');
  if (how === 'nothing left') return;
  const key = how === 'own key' ? keys.own : keys.stolen;
  await insertKey(pool, key);
  const rows = await rowsOf(pool, (await store.head()).position.slice(0, 8));
  let last: Anchor | null = null;
  for (const { count, at, signature } of old) {
    const seen = rows.slice(last?.count ?? 0, count);
    if (seen.length === 0) return;
    const made: Anchor = nextAnchor(last, seen, key, new Date(at));
    const anchor: Anchor = how === 'old signatures' ? { ...made, signature, previous: last && anchorHash(last) } : made;
    await insertAnchor(pool, anchor, { number: anchor.number, entries: seen });
    last = anchor;
  }
};
