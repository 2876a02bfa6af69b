import type { Sql } from '@rapport/postgres';

const TELL = `
  insert into rapport_read.resumed (one, count, epoch, at) values (true, 1, $1, clock_timestamp())
  on conflict (one) do update set count = resumed.count + 1, epoch = excluded.epoch, at = excluded.at`;

/** Has all followers begin again with nothing remembered, in whatever process they are. @param epoch of the log, where one is known */
export const tellFollowers = async (sql: Sql, epoch = ''): Promise<void> => {
  await sql.query(TELL, [epoch]);
};
