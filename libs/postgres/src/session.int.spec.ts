import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { createPool, inSession, type Session, type Sql } from './index';

let database: FreshDatabase;
let pipelined: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query('create table kept (n int primary key)');
  pipelined = createPool(database.url, { max: 1, pipeline: true });
});
afterAll(async () => {
  await pipelined.end();
  await database.drop();
});
beforeEach(() => database.pool.query('truncate kept'));

const put = (n: number) => ({ name: 'put', text: 'insert into kept values ($1)', values: [n] });
const kept = async (): Promise<number[]> =>
  (await database.pool.query<{ n: number }>('select n from kept order by n')).rows.map(({ n }) => n);

describe.each([
  ['a pool that pipelines', () => pipelined],
  ['any other pool', () => database.pool],
])('a session on %s', (_, pool) => {
  it('answers each of the queries that were sent together', async () => {
    const answers = await inSession(pool(), (session) =>
      Promise.all([1, 2, 3].map((n) => session.query<{ n: number }>('select $1::int as n', [n]))),
    );
    expect(answers.map(({ rows }) => rows[0]!.n)).toEqual([1, 2, 3]);
  });

  it('commits all statements of a transaction', async () => {
    await inSession(pool(), (session) => session.transact([put(1), put(2)]));
    expect(await kept()).toEqual([1, 2]);
  });

  it('commits nothing when one fails, says what failed first, and goes on', async () => {
    await inSession(pool(), async (session) => {
      await expect(session.transact([put(3), put(3), { text: 'select 1/0' }])).rejects.toMatchObject({ code: '23505' });
      await session.transact([put(4)]);
    });
    expect(await kept()).toEqual([4]);
  });

  it('is over when its work has failed, whatever other parts of it still ask', async () => {
    const [end, stray] = [jest.fn(), jest.fn()];
    const failing = inSession(pool(), (session) => {
      const fails = session.query('select 1/0');
      const slow = session.query('select pg_sleep(0.2)').then(end);
      const asksOn = slow.then(() => session.query('select nonsense')).catch(stray);
      return Promise.all([fails, slow, asksOn]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(end).toHaveBeenCalled();
    await inSession(pool(), (session) => session.transact([put(7)]));
    expect(await kept()).toEqual([7]);
    expect(String(stray.mock.calls)).toContain('has failed');
  });

  it('commits nothing when a statement cannot be made', async () => {
    const statements = function* () {
      yield put(5);
      throw new Error('no words');
    };
    await inSession(pool(), async (session) => {
      await expect(session.transact(statements())).rejects.toThrow('no words');
      await session.transact([put(6)]);
    });
    expect(await kept()).toEqual([6]);
  });

  it('runs work within a transaction with a last statement, which may be all there is', async () => {
    await inSession(pool(), async (session) => {
      await session.within(async (sql) => {
        await sql.query(put(1));
        expect((await sql.query('select n from kept')).rows).toEqual([{ n: 1 }]);
      }, put(2));
      await session.within(async () => undefined, put(3));
    });
    expect(await kept()).toEqual([1, 2, 3]);
  });

  it('writes nothing of work that fails, of work whose statement fails, and of work whose last statement fails, and goes on', async () => {
    const failing = async (...[work, last]: Parameters<Session['within']>): Promise<void> =>
      inSession(pool(), (session) => session.within(work, last));
    const putting =
      (...numbers: readonly number[]) =>
      async (sql: Sql): Promise<void> => {
        for (const n of numbers) await sql.query(put(n));
      };
    await expect(failing(putting(4, 4), put(5))).rejects.toMatchObject({ code: '23505' });
    await expect(failing(putting(6), put(6))).rejects.toMatchObject({ code: '23505' });
    await expect(
      failing(async (sql) => {
        await putting(7)(sql);
        throw new Error('thought better of it');
      }, put(8)),
    ).rejects.toThrow('thought better of it');
    expect(await kept()).toEqual([]);
    await failing(putting(9), put(10));
    expect(await kept()).toEqual([9, 10]);
  });

  it('tells a channel with the commit, and only then', async () => {
    const heard: string[] = [];
    const listener = await database.pool.connect();
    listener.on('notification', ({ channel }) => heard.push(channel));
    await listener.query('listen told');
    const terms = { mayBeLost: true, notify: 'told' } as const;
    await inSession(pool(), async (session) => {
      await expect(session.transact([put(10), put(10)], terms)).rejects.toThrow();
      await listener.query('select 1');
      expect(heard).toEqual([]);
      await session.transact([put(11)], terms);
    });
    for (let n = 0; n < 100 && heard.length === 0; n += 1) await listener.query('select pg_sleep(0.01)');
    expect(heard).toEqual(['told']);
    expect(await kept()).toEqual([11]);
    listener.release(true);
  });

  it('waits for the disk unless it may be lost, and the next one does again', async () => {
    const setting = "insert into kept select 1 where current_setting('synchronous_commit') = 'off'";
    await inSession(pool(), async (session) => {
      await session.query('set synchronous_commit = on');
      await session.transact([{ text: setting }]);
      expect(await kept()).toEqual([]);
      await session.transact([{ text: setting }], { mayBeLost: true });
      expect(await kept()).toEqual([1]);
      expect((await session.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
      await session.query('reset synchronous_commit');
    });
  });

  it('commits nothing when the connection dies, and leaves the pool usable', async () => {
    const dying = inSession(pool(), async (session) => {
      const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
      const sleepy = { text: 'select pg_sleep(60)' };
      const sent = session.transact([put(7), sleepy, put(8)]);
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      return sent;
    });
    await expect(dying).rejects.toThrow();
    await inSession(pool(), (session) => session.transact([put(9)]));
    expect(await kept()).toEqual([9]);
  });
});
