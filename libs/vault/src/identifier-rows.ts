import type { NormalIdentifier } from '@rapport/events';
import type { Pool } from 'pg';
import { ON_DISK } from './on-disk';
import { orStale, StaleHashing } from './hashing';
import type { HashKeys } from './identifier-hash';
import type { Handle } from './vault';
import { type NewKey, WRAPPED_BYTES } from './wrapping';

const HASH_BYTES = 32;

/** A handle on its way into the vault. */
export interface NewHandle extends NewKey {
  readonly handle: Handle;
}

/** An identifier that wants to become known. */
export interface Draft extends NewHandle {
  /** In hex, under the newest key and, while one takes over from another, under the oldest. */
  readonly hash: string;
  readonly older: string | null;
  readonly identifier: NormalIdentifier;
}

/** Each statement is for the hash keys that the database is at, and refused when these are others. */
export interface IdentifierRows {
  /** @throws StaleHashing */
  find(keys: HashKeys, hashes: readonly string[]): Promise<ReadonlyMap<string, Handle>>;
  /**
   * Puts in those whose hash nobody has taken, each with its key, all or none; gives back the handles that won. While one hash
   * key takes over from another, what has a row under the oldest key already must not be among them. @throws StaleHashing
   */
  insert(keys: HashKeys, drafts: readonly Draft[]): Promise<ReadonlySet<Handle>>;
  mint(drafts: readonly NewHandle[]): Promise<void>;
}

/**
 * The statements of the index, named so that each connection plans them once: planning took longer than running. Hashes
 * and keys travel as one run of bytes each, cut up by the server: an array of bytea would be written out as hex text. Rows go in hash order, so that concurrent claimers wait for, never deadlock, each other.
 * A claim waits for the disk, whoever appends what it is for: it is remembered here and by others before that append, and a crash that took it
 * back would leave stored events without their key.
 */
export const identifierRows = (pool: Pool): IdentifierRows => ({
  async find({ oldest, newest }, hashes) {
    const { rows } = await pool.query<{ i: number; handle: Handle | null; oldest: number; newest: number }>({
      name: 'rapport_vault_find',
      text: FIND,
      values: [Buffer.from(hashes.join(''), 'hex'), hashes.length],
    });
    const state = rows.find(({ i }) => i === 0)!;
    if (state.oldest !== oldest || state.newest !== newest) throw new StaleHashing();
    return new Map(rows.flatMap(({ i, handle }) => (handle === null ? [] : [[hashes[i - 1]!, handle] as const])));
  },
  async insert({ oldest, newest }, drafts) {
    const values = [
      Buffer.from(drafts.map(({ hash }) => hash).join(''), 'hex'),
      Buffer.concat(drafts.map(({ wrapped }) => wrapped)),
      uuidArray(drafts),
      drafts.map(({ identifier }) => identifier.type).join('\n'),
      drafts.map(({ identifier }) => identifier.issuer ?? '').join('\n'),
      oldest,
      newest,
    ];
    const query =
      oldest === newest
        ? { name: 'rapport_vault_claim', text: CLAIM, values }
        : {
            name: 'rapport_vault_claim_twice',
            text: CLAIM_TWICE,
            values: [...values, Buffer.from(drafts.map(({ older }) => older).join(''), 'hex')],
          };
    const { rows } = await pool.query<{ handle: Handle }>(query).catch(orStale);
    return new Set(rows.map(({ handle }) => handle));
  },
  async mint(drafts) {
    await pool.query({
      name: 'rapport_vault_mint',
      text: MINT,
      values: [Buffer.concat(drafts.map(({ wrapped }) => wrapped)), uuidArray(drafts)],
    });
  },
});

const uuidArray = (drafts: readonly NewHandle[]): string => `{${drafts.map(({ handle }) => handle).join(',')}}`;

/**
 * The state of the hash keys is of the same snapshot as the rows: if it is the expected one, so are the rows. `limit` keeps the
 * planner from reading the whole index for some hundred hashes.
 */
const FIND = `
  select 0 as i, null::uuid as handle, oldest, newest from rapport_vault.hashing
  union all
  select i, handle, 0, 0 from generate_series(1, $2::int) i cross join lateral (
    select handle from rapport_vault.identifier
    where hash = substr($1::bytea, (i - 1) * ${HASH_BYTES} + 1, ${HASH_BYTES}) limit 1) known`;

const bytesAt = (parameter: string, bytes: number): string =>
  `substr(${parameter}::bytea, (i::int - 1) * ${bytes} + 1, ${bytes})`;
const FRESH = (more: string): string => `
  fresh as (
    select ${bytesAt('$1', HASH_BYTES)} as hash, handle, type, issuer, ${bytesAt('$2', WRAPPED_BYTES)} as wrapped${more}
    from unnest($3::uuid[], string_to_array($4, E'\\n'), string_to_array($5, E'\\n', ''))
      with ordinality as draft (handle, type, issuer, i)),
  allowed as materialized (${ON_DISK}, rapport_vault.hashing_is($6::int, $7::int)),
  won as (
    insert into rapport_vault.identifier (hash, key_id, handle, type, issuer)
    select hash, $7::int, handle, type, issuer from fresh, allowed order by hash
    on conflict (hash) do nothing returning handle)`;

/** `hashing_is` refuses, or keeps the hash keys as they are until the claim is committed. */
const CLAIM = `
  with ${FRESH('')}
  insert into rapport_vault.handle_key (handle, wrapped)
  select handle, wrapped from fresh join won using (handle) returning handle`;

/** Both rows or none. */
const CLAIM_TWICE = `
  with ${FRESH(`, ${bytesAt('$8', HASH_BYTES)} as older`)},
  twin as (
    insert into rapport_vault.identifier (hash, key_id, handle, type, issuer)
    select older, $6::int, handle, type, issuer from fresh join won using (handle) order by older
    on conflict (hash) do nothing returning handle),
  whole as materialized (
    select rapport_vault.all_of((select count(*) from twin), (select count(*) from won)))
  insert into rapport_vault.handle_key (handle, wrapped)
  select handle, wrapped from fresh join won using (handle), whole returning handle`;

const MINT = `
  with on_disk as materialized (${ON_DISK})
  insert into rapport_vault.handle_key (handle, wrapped)
  select handle, substr($1::bytea, (i::int - 1) * ${WRAPPED_BYTES} + 1, ${WRAPPED_BYTES})
  from unnest($2::uuid[]) with ordinality as draft (handle, i), on_disk`;
