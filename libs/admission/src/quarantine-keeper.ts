import { eventIdOf, type NormalIdentifier } from '@rapport/events';
import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import type { Refused, Submitted } from './admission';

/** Refused input on its way into the quarantine. */
export type RefusedInput = Submitted & {
  readonly refused: Refused;
  /** Whom it may be about. */
  readonly names: readonly NormalIdentifier[];
};

export interface QuarantineLimits {
  /** Entries that one key may have in the quarantine at a time; more are only counted. */
  readonly entriesPerKeyMax: number;
  /** Bytes kept of one input. */
  readonly rawBytesMax: number;
  /** Days after which an entry expires. */
  readonly keptDays: number;
}

export const QUARANTINE_LIMITS: QuarantineLimits = { entriesPerKeyMax: 10_000, rawBytesMax: 1024 * 1024, keptDays: 30 };

/**
 * Keeps refused input. The same input again only raises the count of its entry, so a sender that repeats its mistake for
 * ever costs one row; different input of one key is kept up to a cap and then counted by day and code. The cap goes by key
 * and not by source, because the key is known and the source is whatever the input says.
 */
export interface QuarantineKeeper {
  /** The entries' ids, in order; null for what was only counted. */
  keep(inputs: readonly RefusedInput[], keyId: string, now: Date): Promise<readonly (string | null)[]>;
  /** Counts input of which nothing may be kept. */
  count(code: string, events: number, keyId: string, now: Date): Promise<void>;
}

const SOURCE = /^[A-Za-z0-9/][A-Za-z0-9._~:@/+%-]{0,199}$/;
const DETAIL_CHARACTERS_MAX = 500;
const DAY_MS = 86_400_000;

interface Entry {
  readonly fingerprint: string;
  readonly source: string | null;
  readonly eventId: string | null;
  /** The carrier's id, where the input has none of its own. */
  readonly defaultId: string | null;
  readonly refused: Refused;
  /** Keyed hashes of whom it may be about. */
  readonly names: readonly string[];
  readonly raw: string;
  readonly rawBytes: number;
}

export const quarantineKeeper = (pool: Pool, vault: Vault, limits: QuarantineLimits): QuarantineKeeper => {
  const entryOf = (input: RefusedInput, keyId: string): Entry => {
    const text = input.raw ?? JSON.stringify(input.value) ?? '';
    const bytes = Buffer.from(text);
    const raw = bytes.length > limits.rawBytesMax ? bytes.subarray(0, limits.rawBytesMax).toString() : text;
    const { source, id } = (input.value ?? {}) as { source?: unknown; id?: unknown };
    const named = typeof source === 'string' && SOURCE.test(source) ? source : null;
    const defaultId = id === undefined ? (input.defaultId ?? null) : null;
    const ownId = typeof id === 'string' ? id : defaultId;
    return {
      // Equal texts under two carriers' ids are two events: both must be there to be redriven.
      fingerprint: vault.fingerprint(`quarantine\n${keyId}\n${defaultId === null ? '' : `${defaultId}\n`}${text}`),
      source: named,
      eventId: named !== null && ownId !== null ? eventIdOf(named, ownId) : null,
      defaultId,
      refused: input.refused,
      names: vault.hashesOf(input.names),
      raw,
      rawBytes: bytes.length,
    };
  };

  /** Counts those that are here already; gives back their ids by fingerprint. */
  const seenAgain = async (entries: readonly Entry[], keyId: string, now: Date): Promise<Map<string, string>> => {
    const { rows } = await pool.query<{ id: string; fingerprint: string }>(
      `update rapport_admission.quarantine kept
       set times = times + 1, last_received_at = greatest(last_received_at, $3), code = sent.code, detail = sent.detail
       from unnest($2::text[], $4::text[], $5::text[]) sent (fingerprint, code, detail)
       where key_id = $1 and kept.fingerprint = sent.fingerprint returning id, kept.fingerprint`,
      [keyId, entries.map((one) => one.fingerprint), now, entries.map(codeOf), entries.map(detailOf)],
    );
    return new Map(rows.map(({ id, fingerprint }) => [fingerprint, id]));
  };
  const room = async (keyId: string): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from
         (select 1 from rapport_admission.quarantine where key_id = $1 limit $2) own`,
      [keyId, limits.entriesPerKeyMax],
    );
    return limits.entriesPerKeyMax - rows[0]!.n;
  };
  const insert = async (entries: readonly Entry[], keyId: string, now: Date): Promise<Map<string, string>> => {
    const at = now.toISOString();
    const ids = await vault.mint(entries.length);
    const sealer = await vault.sealer(ids.map((handle) => ({ handle, dataClass: 'content', at })));
    const named = entries.flatMap(({ names }, index) => names.map((name) => [ids[index]!, name] as const));
    const { rows } = await pool.query<{ id: string; fingerprint: string }>(
      `with kept as (insert into rapport_admission.quarantine
         (id, fingerprint, source, event_id, code, detail, sealed, raw_bytes, cut, default_id,
          key_id, received_at, last_received_at, expires_at)
       select *, $11, $12, $12, $13 from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[],
         $7::text[], $8::int[], $9::bool[], $10::text[])
       on conflict (key_id, fingerprint) do update
       set times = quarantine.times + 1, last_received_at = excluded.last_received_at
       returning id, fingerprint),
       named as (insert into rapport_admission.quarantine_name (name, entry)
         select name, id from unnest($14::uuid[], $15::text[]) as each (id, name) join kept using (id))
       select id, fingerprint from kept`,
      [
        ids,
        entries.map((one) => one.fingerprint),
        entries.map((one) => one.source),
        entries.map((one) => one.eventId),
        entries.map(codeOf),
        entries.map(detailOf),
        entries.map(({ raw }, index) => sealer.seal(ids[index]!, 'content', at, raw)),
        entries.map((one) => one.rawBytes),
        entries.map((one) => one.rawBytes > limits.rawBytesMax),
        entries.map((one) => one.defaultId),
        keyId,
        now,
        new Date(now.getTime() + limits.keptDays * DAY_MS),
        named.map(([id]) => id),
        named.map(([, name]) => name),
      ],
    );
    return new Map(rows.map(({ id, fingerprint }) => [fingerprint, id]));
  };
  const count = async (codes: readonly string[], keyId: string, now: Date): Promise<void> =>
    void (await pool.query(
      `insert into rapport_admission.overflow (key_id, day, code, events)
       select $1, $2::date, code, count(*) from unnest($3::text[]) code group by code order by code
       on conflict (key_id, day, code) do update set events = overflow.events + excluded.events`,
      [keyId, now.toISOString().slice(0, 10), codes],
    ));

  return {
    async keep(inputs, keyId, now) {
      if (inputs.length === 0) return [];
      const all = inputs.map((input) => entryOf(input, keyId));
      const distinct = [...new Map(all.map((entry) => [entry.fingerprint, entry])).values()];
      const ids = await seenAgain(distinct, keyId, now);
      const fresh = distinct.filter(({ fingerprint }) => !ids.has(fingerprint));
      const fitting = fresh.length > 0 ? fresh.slice(0, Math.max(0, await room(keyId))) : [];
      if (fitting.length > 0)
        (await insert(fitting, keyId, now)).forEach((id, fingerprint) => ids.set(fingerprint, id));
      if (fresh.length > fitting.length) await count(fresh.slice(fitting.length).map(codeOf), keyId, now);
      return all.map(({ fingerprint }) => ids.get(fingerprint) ?? null);
    },
    count: (code, events, keyId, now) => count(Array<string>(events).fill(code), keyId, now),
  };
};

const codeOf = ({ refused }: Entry): string => refused.code;
const detailOf = ({ refused }: Entry): string => detailKept(refused.detail);

/** A reason as it may be kept: names of fields and types may stand in quotes; anything else in quotes could be somebody's own words. */
export const detailKept = (detail: string): string =>
  detail
    .replace(/"([^"]*)"/g, (quoted, word: string) => (/^[\w./-]{1,60}$/.test(word) ? quoted : '"…"'))
    .slice(0, DETAIL_CHARACTERS_MAX);
