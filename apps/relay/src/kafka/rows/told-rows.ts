import type { Sql } from '@rapport/postgres';

/** What a topic may tell, by key: the digest of the row, '' where it is not known which one arrived. */
export type ToldRows = Map<string, string>;

const ALL = 'select key, digest from rapport_relay.told_row where topic = $1 limit $2';
const NOTE = `
  insert into rapport_relay.told_row (topic, key, digest)
  select $1, a.key, a.digest from unnest($2::text[], $3::text[]) as a(key, digest)
  on conflict (topic, key) do update set digest = excluded.digest`;
const FORGET = 'delete from rapport_relay.told_row where topic = $1 and key = any($2::text[])';

/** Everything that a topic may tell, at most so many keys. */
export const allTold = async (sql: Sql, topic: string, limit: number): Promise<ToldRows> => {
  const { rows } = await sql.query<{ key: string; digest: string }>(ALL, [topic, limit]);
  return new Map(rows.map(({ key, digest }) => [key, digest]));
};

/** Notes keys and what is told of each: before they are sent with '', afterwards with the digest. */
export const noteRows = async (sql: Sql, topic: string, told: ReadonlyMap<string, string>): Promise<void> => {
  if (told.size > 0) await sql.query(NOTE, [topic, [...told.keys()], [...told.values()]]);
};

/** Notes that a topic tells nothing of these keys: once it has said so. */
export const forgetRows = async (sql: Sql, topic: string, keys: readonly string[]): Promise<void> => {
  if (keys.length > 0) await sql.query(FORGET, [topic, keys]);
};

/** Notes that a topic tells nothing: it is a new one. */
export const forgetAllRows = async (sql: Sql, topic: string): Promise<void> => {
  await sql.query('delete from rapport_relay.told_row where topic = $1', [topic]);
};
