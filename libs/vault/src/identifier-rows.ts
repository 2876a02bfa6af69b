import type { NormalIdentifier } from '@rapport/events';
import type { Pool } from 'pg';
import { IDENTIFIER_KEY_ID } from './secrets';
import type { Handle } from './vault';
import { type NewKey, WRAPPED_BYTES } from './wrapping';

const HASH_BYTES = 32;
/** For this transaction only: whether its commit waits for the disk. */
const FLUSH = (later: string): string =>
  `select set_config('synchronous_commit', case when ${later}::boolean then 'off' else current_setting('synchronous_commit') end, true)`;

/** A handle on its way into the vault. */
export interface NewHandle extends NewKey {
  readonly handle: Handle;
}

/** An identifier that wants to become known. */
export interface Draft extends NewHandle {
  /** In hex. */
  readonly hash: string;
  readonly identifier: NormalIdentifier;
}

export interface IdentifierRows {
  find(hashes: readonly string[]): Promise<ReadonlyMap<string, Handle>>;
  /** Puts in those whose hash nobody has taken, each with its key, all or none; gives back the handles that won. */
  insert(drafts: readonly Draft[]): Promise<ReadonlySet<Handle>>;
  mint(drafts: readonly NewHandle[]): Promise<void>;
}

/**
 * The statements of the index, named so that each connection plans them once: planning took longer than running. Hashes
 * and keys travel as one run of bytes each, cut up by the server: an array of bytea would be written out as hex text. Rows go in hash order, so that concurrent claimers wait for, never deadlock, each other.
 * With `appendFlushes` a claim does not wait for the disk itself: the append that needs it is written to the same log of
 * the same server later, and its flush takes the claim along.
 */
export const identifierRows = (pool: Pool, appendFlushes = false): IdentifierRows => ({
  async find(hashes) {
    const { rows } = await pool.query<{ i: number; handle: Handle }>({
      name: 'rapport_vault_find',
      text: FIND,
      values: [Buffer.from(hashes.join(''), 'hex'), hashes.length],
    });
    return new Map(rows.map(({ i, handle }) => [hashes[i - 1]!, handle]));
  },
  async insert(drafts) {
    const { rows } = await pool.query<{ handle: Handle }>({
      name: 'rapport_vault_claim',
      text: CLAIM,
      values: [
        Buffer.from(drafts.map(({ hash }) => hash).join(''), 'hex'),
        Buffer.concat(drafts.map(({ wrapped }) => wrapped)),
        uuidArray(drafts),
        drafts.map(({ identifier }) => identifier.type).join('\n'),
        drafts.map(({ identifier }) => identifier.issuer ?? '').join('\n'),
        appendFlushes,
      ],
    });
    return new Set(rows.map(({ handle }) => handle));
  },
  async mint(drafts) {
    await pool.query({
      name: 'rapport_vault_mint',
      text: MINT,
      values: [Buffer.concat(drafts.map(({ wrapped }) => wrapped)), uuidArray(drafts), appendFlushes],
    });
  },
});

const uuidArray = (drafts: readonly NewHandle[]): string => `{${drafts.map(({ handle }) => handle).join(',')}}`;

/** `limit` keeps the planner from reading the whole index for some hundred hashes. */
const FIND = `select i, handle from generate_series(1, $2::int) i cross join lateral (
  select handle from rapport_vault.identifier
  where hash = substr($1::bytea, (i - 1) * ${HASH_BYTES} + 1, ${HASH_BYTES}) limit 1) known`;

const CLAIM = `
  with fresh as (
    select substr($1::bytea, (i::int - 1) * ${HASH_BYTES} + 1, ${HASH_BYTES}) as hash, handle, type, issuer,
           substr($2::bytea, (i::int - 1) * ${WRAPPED_BYTES} + 1, ${WRAPPED_BYTES}) as wrapped
    from unnest($3::uuid[], string_to_array($4, E'\\n'), string_to_array($5, E'\\n', ''))
      with ordinality as draft (handle, type, issuer, i)),
  flush as materialized (${FLUSH('$6')}),
  won as (
    insert into rapport_vault.identifier (hash, key_id, handle, type, issuer)
    select hash, ${IDENTIFIER_KEY_ID}, handle, type, issuer from fresh, flush order by hash
    on conflict (hash) do nothing returning handle)
  insert into rapport_vault.handle_key (handle, wrapped)
  select handle, wrapped from fresh join won using (handle) returning handle`;

const MINT = `
  with flush as materialized (${FLUSH('$3')})
  insert into rapport_vault.handle_key (handle, wrapped)
  select handle, substr($1::bytea, (i::int - 1) * ${WRAPPED_BYTES} + 1, ${WRAPPED_BYTES})
  from unnest($2::uuid[]) with ordinality as draft (handle, i), flush`;
