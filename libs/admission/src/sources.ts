import { migrate } from '@rapport/postgres';
import type { SourceDefaults } from '@rapport/events';
import type { Pool } from 'pg';
import { schema } from './schema';

/** What was registered about the source `prefix` and all sources below it; a slash at its end says the same. */
export interface SourceEntry {
  readonly prefix: string;
  /** Issuer of scoped identifiers that name none. Changing it makes strangers of those known before. */
  readonly namespace: string;
  /** ISO 3166 country (two capitals) of national phone numbers; null = they are refused. */
  readonly defaultCountry: string | null;
  readonly note: string | null;
}

/** An entry to register; what it leaves out is null. */
export type NewSourceEntry = Pick<SourceEntry, 'prefix' | 'namespace'> & Partial<SourceEntry>;

/** What is true of a source by its name. */
export type SourceLookup = (source: string) => SourceDefaults;

/** The registry of sources: who issues their identifiers, where their phones ring. */
export interface Sources {
  /** The defaults of one source. An unregistered one's namespace is the first segment of its name. */
  for(source: string): Promise<SourceDefaults>;
  /** The registry as it is now, at most STALE_MAX_MS old, for a batch. */
  lookup(): Promise<SourceLookup>;
  /** Tells, as of the same moment as `lookup`, whether a source or one above it is registered. */
  registered(): Promise<(source: string) => boolean>;
  /** Registers or replaces an entry. @throws RangeError on an entry that is none */
  put(entry: NewSourceEntry): Promise<void>;
  /** True when there was such an entry. */
  remove(prefix: string): Promise<boolean>;
  /** By prefix. */
  list(): Promise<SourceEntry[]>;
}

const STALE_MAX_MS = 2_000;
const PREFIX = /^[\x21-\x7e]{1,200}$/;
const NAMESPACE = /^[A-Za-z0-9._-]{1,100}$/;
const COUNTRY = /^[A-Z]{2}$/;
const NOTE_CHARACTERS_MAX = 500;

const entryOf = ({ prefix, namespace, defaultCountry = null, note = null }: NewSourceEntry): SourceEntry => {
  if (!PREFIX.test(prefix)) throw new RangeError('prefix must be the beginning of a source name, like pos/');
  if (!NAMESPACE.test(namespace)) throw new RangeError('namespace must be 1 to 100 letters, digits, dots or dashes');
  if (defaultCountry !== null && !COUNTRY.test(defaultCountry)) throw new RangeError('country must be like DE');
  if (note !== null && note.length > NOTE_CHARACTERS_MAX) throw new RangeError('note is too long');
  return { prefix, namespace, defaultCountry, note };
};

/** `pos` and `pos/` both stand for the source `pos` and all below it, never for `postal`. */
const nameOf = (prefix: string): string => prefix.replace(/\/$/, '');

/** Finds what is registered: the longest prefix that ends where a segment of the source's name ends. */
const finderIn = (entries: readonly SourceEntry[]): ((source: string) => SourceDefaults | undefined) => {
  const byName = new Map(
    entries.map(({ prefix, namespace, defaultCountry }): [string, SourceDefaults] => [
      nameOf(prefix),
      { namespace, ...(defaultCountry !== null && { country: defaultCountry }) },
    ]),
  );
  return (source) => {
    for (let name = source; name !== ''; name = name.slice(0, Math.max(name.lastIndexOf('/'), 0))) {
      const found = byName.get(name);
      if (found) return found;
    }
    return undefined;
  };
};

/** Looks a source up; of an unregistered one its name says the namespace. */
export const lookupIn = (entries: readonly SourceEntry[]): SourceLookup => {
  const find = finderIn(entries);
  return (source) => find(source) ?? { namespace: source.split('/').find((segment) => segment !== '') ?? source };
};

/** Opens the registry in a database, and makes its table at the first time. `clock` is monotonic, in milliseconds. */
export const openSources = async (pool: Pool, clock: () => number = () => performance.now()): Promise<Sources> => {
  await migrate(pool, 'admission', schema);
  let cached: { readonly at: number; readonly entries: Promise<SourceEntry[]> } | null = null;

  const list = async (): Promise<SourceEntry[]> => {
    const { rows } = await pool.query<SourceEntry>(
      `select prefix, namespace, default_country as "defaultCountry", note from rapport_admission.source order by prefix`,
    );
    return rows;
  };
  const known = async (): Promise<readonly SourceEntry[]> => {
    if (!cached || clock() - cached.at > STALE_MAX_MS) cached = { at: clock(), entries: list() };
    const mine = cached;
    try {
      return await mine.entries;
    } catch (error) {
      if (cached === mine) cached = null;
      throw error;
    }
  };

  const made = new WeakMap<readonly SourceEntry[], SourceLookup>();
  const lookup = async (): Promise<SourceLookup> => {
    const entries = await known();
    const found = made.get(entries) ?? lookupIn(entries);
    made.set(entries, found);
    return found;
  };

  return {
    registered: async () => {
      const find = finderIn(await known());
      return (source) => find(source) !== undefined;
    },
    for: async (source) => (await lookup())(source),
    lookup,
    list,
    async put(sent) {
      const entry = entryOf(sent);
      await pool.query(
        `insert into rapport_admission.source (prefix, namespace, default_country, note) values ($1, $2, $3, $4)
         on conflict (prefix) do update
         set namespace = $2, default_country = $3, note = $4, updated_at = now()`,
        [entry.prefix, entry.namespace, entry.defaultCountry, entry.note],
      );
      cached = null;
    },
    async remove(prefix) {
      const { rowCount } = await pool.query('delete from rapport_admission.source where prefix = $1', [prefix]);
      cached = null;
      return rowCount === 1;
    },
  };
};
