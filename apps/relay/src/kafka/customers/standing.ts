import { inTransaction } from '@rapport/postgres';
import { rangesOf, sourceOf } from '@rapport/read-db';
import type { Published } from '../tenure';
import { type StateParts, VIEW } from './known';

/** The table that states are read of at this moment, and where it is. */
export const standing = ({ pool }: Pick<StateParts, 'pool'>): Promise<{ source: string; from: Published }> =>
  inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read');
    await client.query(`lock table ${VIEW.table.options.schema}.${VIEW.table.options.tableName} in access share mode`);
    const source = await sourceOf(client, VIEW);
    return { source, from: (await rangesOf(client, VIEW.projection)).least };
  });
