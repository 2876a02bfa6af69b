import { openReadDb, openWaiter, type Waiter } from '@rapport/read-db';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { included } from './included';

const at = (ordinal: number): string => `0000000a-${String(ordinal).padStart(19, '0')}`;

describe('what an answer includes', () => {
  let database: FreshDatabase;
  let waiter: Waiter;
  beforeAll(async () => {
    database = await freshDatabase();
    await (await openReadDb(database.url, [])).destroy();
    waiter = openWaiter(database.pool);
  });
  afterAll(async () => {
    await waiter.close();
    await database.drop();
  });
  const stands = (version: number, position: string) =>
    database.pool.query(
      `insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
       values ('view', $1, 0, 255, $2, 0, now())
       on conflict (projection, version, lo, hi) do update set position = excluded.position`,
      [version, position],
    );
  const asked = (version: number): Promise<string> =>
    included({ keyed: database.pool, waiter }, [{ name: 'view', version }], undefined);

  it('is refused before a projector has begun, is nothing then, and then what it has reached', async () => {
    await expect(asked(1)).rejects.toMatchObject({ status: 503, code: 'view-being-built' });
    await stands(1, '');
    expect(await asked(1)).toBe('');
    await stands(1, at(7));
    expect(await asked(1)).toBe(at(7));
  });

  it('is waited for, and told from what is of another history', async () => {
    const wanted = (position: string) =>
      included({ keyed: database.pool, waiter }, [{ name: 'view', version: 1 }], position);
    expect(await wanted(at(6))).toBe(at(7));
    const coming = wanted(at(8));
    await stands(1, at(8));
    expect(await coming).toBe(at(8));
    for (const other of ['0000000b-0000000000000000001', '00000009-0000000000000000001'])
      await expect(wanted(other)).rejects.toMatchObject({ status: 409, code: 'other-history' });
    await stands(1, at(7));
  });

  it('is refused for a new version until it has caught up with the one before', async () => {
    await expect(asked(2)).rejects.toMatchObject({ code: 'view-being-built', detail: expect.stringContaining('view') });
    await stands(2, at(3));
    await expect(asked(2)).rejects.toMatchObject({ code: 'view-being-built' });
    await stands(2, at(7));
    expect(await asked(2)).toBe(at(7));
    expect(await asked(1)).toBe(at(7));
  });
});
