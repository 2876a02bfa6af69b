import type { Sql } from '@rapport/postgres';
import type { AuditedTable } from './tables';

/** How far a round is: it goes upward from where it began to the last key, then from the least one to where it began. */
export interface Walk {
  readonly firstKey: string;
  /** The last key looked at; null = none since it began or wrapped. */
  readonly atKey: string | null;
  readonly wrapped: boolean;
}

/** Which keys come next: those from (or after) one, up to (not including) another; null = no bound. */
export interface Stretch {
  readonly from: string | null;
  readonly after: string | null;
  readonly before: string | null;
}

/** All keys. */
export const EVERYWHERE: Stretch = { from: null, after: null, before: null };

/** The stretch that is before a walk. UUIDs are compared as the database does: by byte, which is as their text. */
export const stretchOf = ({ firstKey, atKey, wrapped }: Walk): Stretch => ({
  from: atKey === null && !wrapped ? firstKey : null,
  after: atKey,
  before: wrapped ? firstKey : null,
});

/** The walk after these keys were looked at; null = the round is over. Fewer than asked for means that the stretch has ended. */
export const walkOn = (walk: Walk, keys: readonly string[], asked: number): Walk | null => {
  if (keys.length === asked) return { ...walk, atKey: keys.at(-1)! };
  return walk.wrapped ? null : { ...walk, atKey: null, wrapped: true };
};

const WITHIN = (key: string): string =>
  `($1::uuid is null or ${key} >= $1) and ($2::uuid is null or ${key} > $2) and ($3::uuid is null or ${key} < $3)`;

/**
 * The next keys of a stretch: every handle that an event ever carried, whether it is a customer now or not, and every key of a
 * row of a customer, so that a row that must not be there is met, too. Each part is read along an index.
 */
export const nextKeys = async (
  sql: Sql,
  audited: readonly AuditedTable[],
  { from, after, before }: Stretch,
  limit: number,
): Promise<readonly string[]> => {
  const part = (key: string, table: string): string =>
    `(select ${key} as key from ${table} where ${WITHIN(key)} order by ${key} limit $4)`;
  const tables = audited.filter(({ projection }) => projection.scope === 'customer');
  const parts = [
    part('handle', 'rapport_read.identity_handle'),
    ...tables.map(({ about, path }) => part(`"${about.key}"`, path)),
  ];
  const text = `select key::text from (${parts.join(' union ')}) k order by k.key limit $4`;
  return (await sql.query<{ key: string }>(text, [from, after, before, limit])).rows.map(({ key }) => key);
};
