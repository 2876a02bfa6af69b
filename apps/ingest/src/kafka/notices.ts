import { detailKept } from '@rapport/admission';
import type { Sender } from '@rapport/kafka';
import { inTransaction } from '@rapport/postgres';
import type { Message } from 'kafkajs';
import type pg from 'pg';

/** A record that was not taken: where it lies, why, and where it is kept. */
export interface Notice {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly code: string;
  readonly detail: string;
  readonly quarantineId: string | null;
}

const AT_ONCE = 500;

const NOTE = `
  insert into rapport_intake.notice (topic, partition, "offset", code, detail, quarantine_id)
  select * from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::uuid[])
  on conflict (topic, partition, "offset", code) do nothing`;
const TAKE = `
  delete from rapport_intake.notice where id in (
    select id from rapport_intake.notice order by id limit ${AT_ONCE} for update skip locked)
  returning id::int, topic, partition, "offset"::float8 as "offset", code, detail, quarantine_id as "quarantineId"`;

/** Notes them down; whoever reads the same records again notes nothing twice while they wait. */
export const noteDown = async (pool: pg.Pool, notices: readonly Notice[]): Promise<void> => {
  const column = <T>(of: (notice: Notice) => T): T[] => notices.map(of);
  await pool.query(NOTE, [
    column(({ topic }) => topic),
    column(({ partition }) => partition),
    column(({ offset }) => offset),
    column(({ code }) => code),
    column(({ detail }) => detailKept(detail)),
    column(({ quarantineId }) => quarantineId),
  ]);
};

/** How many wait. */
export const waitingNotices = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from rapport_intake.notice');
  return rows[0]!.n;
};

/**
 * The record that tells of it: headers as Kafka Connect writes them on its dead-letter topics. Neither key, headers nor value of what
 * was refused: they may name somebody, and this topic forgets nothing. The whole is in the quarantine, sealed.
 */
export const noticeRecord = ({ topic, partition, offset, code, detail, quarantineId }: Notice): Message => ({
  key: null,
  headers: {
    '__connect.errors.topic': topic,
    '__connect.errors.partition': String(partition),
    '__connect.errors.offset': String(offset),
    '__connect.errors.connector.name': 'rapport-intake',
    '__connect.errors.task.id': String(partition),
    '__connect.errors.stage': 'VALUE_CONVERTER',
    '__connect.errors.class.name': 'rapport.intake',
    '__connect.errors.exception.class.name': code,
    '__connect.errors.exception.message': detail,
    'content-type': 'application/json',
  },
  value: JSON.stringify({ topic, partition, offset, code, detail, quarantineId }),
});

/** Says those that wait, oldest first; a crash between saying and forgetting says them again. Gives back how many. */
export const sayNotices = async (pool: pg.Pool, sender: Pick<Sender, 'send'>, topic: string): Promise<number> => {
  for (let said = 0; ;) {
    const some = await inTransaction(pool, async (client) => {
      const { rows } = await client.query<Notice & { id: number }>(TAKE);
      rows.sort((a, b) => a.id - b.id);
      if (rows.length > 0) await sender.send([{ topic, messages: rows.map(noticeRecord) }]);
      return rows.length;
    });
    said += some;
    if (some < AT_ONCE) return said;
  }
};
