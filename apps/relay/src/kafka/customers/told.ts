import type { Sql } from '@rapport/postgres';

/** A topic and a customer of whom it may tell. */
export interface Told {
  readonly topic: string;
  readonly customer: string;
}

const asked = (told: readonly Told[]): [string[], string[]] => [
  told.map(({ topic }) => topic),
  told.map(({ customer }) => customer),
];
const ASKED = 'unnest($1::text[], $2::uuid[]) as a(topic, customer)';
const SAME = 't.topic = a.topic and t.customer = a.customer';
const AMONG = `select a.topic, a.customer::text from ${ASKED} where exists (select from rapport_relay.told t where ${SAME})`;
const ADD = `insert into rapport_relay.told (topic, customer) select topic, customer from ${ASKED} on conflict do nothing`;
const REMOVE = `delete from rapport_relay.told t using ${ASKED} where ${SAME}`;
const AFTER = `
  select distinct t.customer::text from rapport_relay.told t
  where t.topic = any($1::text[]) and ($2::uuid is null or t.customer > $2::uuid) order by 1 limit $3`;

const nameOf = ({ topic, customer }: Told): string => `${topic} ${customer}`;

/** Those of whom the topics may tell: who was sent and not taken back, whether or not it arrived. */
export const toldAmong = async (sql: Sql, told: readonly Told[]): Promise<{ has(one: Told): boolean }> => {
  const { rows } = told.length === 0 ? { rows: [] } : await sql.query<Told>(AMONG, asked(told));
  const names = new Set(rows.map(nameOf));
  return { has: (one) => names.has(nameOf(one)) };
};

/** Notes that topics may tell of customers: before anything is sent. */
export const noteTold = async (sql: Sql, told: readonly Told[]): Promise<void> => {
  if (told.length > 0) await sql.query(ADD, asked(told));
};

/** Notes that topics no longer do: once they have said so. */
export const forgetTold = async (sql: Sql, told: readonly Told[]): Promise<void> => {
  if (told.length > 0) await sql.query(REMOVE, asked(told));
};

/** Notes that a topic tells of nobody: it is a new one. */
export const forgetTopic = async (sql: Sql, topic: string): Promise<void> => {
  await sql.query('delete from rapport_relay.told where topic = $1', [topic]);
};

/** The next customers, by id, of whom one of the topics may tell. */
export const toldAfter = async (
  sql: Sql,
  topics: readonly string[],
  after: string | null,
  limit: number,
): Promise<readonly string[]> =>
  (await sql.query<{ customer: string }>(AFTER, [topics, after, limit])).rows.map(({ customer }) => customer);
