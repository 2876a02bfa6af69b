import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { forgetSteps, NewerDatabase, TablesGone, WrongEncoding, createPool, inTransaction, migrate } from './index';

describe('migrate', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('runs each step once, also when several processes start at once', async () => {
    const steps = ['create table step_one (n int)', 'insert into step_one values (1)'];
    const pools = Array.from({ length: 4 }, () => createPool(database.url));
    await Promise.all(pools.map((pool) => migrate(pool, 'steps', steps)));
    await migrate(database.pool, 'steps', [...steps, 'insert into step_one values (2)']);
    const { rows } = await database.pool.query('select n from step_one order by n');
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('leaves nothing of a step that fails, and keeps the steps before it', async () => {
    const broken = ['create table kept (n int)', 'create table gone (n int); select 1 / 0'];
    await expect(migrate(database.pool, 'broken', broken)).rejects.toThrow('division by zero');
    const { rows } = await database.pool.query(
      "select to_regclass('kept') is not null as kept, to_regclass('gone') as gone",
    );
    expect(rows).toEqual([{ kept: true, gone: null }]);
    await migrate(database.pool, 'broken', [broken[0]!, 'create table gone (n int)']);
  });

  it('refuses a database that knows more steps than the code', async () => {
    await migrate(database.pool, 'newer', ['select 1', 'select 2']);
    await expect(migrate(database.pool, 'newer', ['select 1'])).rejects.toBeInstanceOf(NewerDatabase);
  });

  it('says which of its tables are gone, and makes them again once they are forgotten', async () => {
    const steps = [
      'create schema lost; create table lost.one (n int); create table lost.two (n int); insert into lost.two values (2)',
      'create function lost.three() returns int language sql as $$ select 3 $$',
    ];
    await migrate(database.pool, 'lost', steps);
    await database.pool.query('drop table lost.one');
    const again = migrate(database.pool, 'lost', [...steps, 'create table lost.four (n int)']);
    await expect(again).rejects.toEqual(expect.objectContaining({ name: 'TablesGone', tables: ['lost.one'] }));
    await expect(again).rejects.toBeInstanceOf(TablesGone);
    const forget = () => inTransaction(database.pool, (client) => forgetSteps(client, 'lost', steps));
    expect(await forget()).toBe(true);
    await database.pool.query('drop schema lost');
    await migrate(database.pool, 'lost', steps);
    expect(
      (await database.pool.query('select (select count(*) from lost.two)::int as rows, lost.three()')).rows,
    ).toEqual([{ rows: 1, three: 3 }]);
    expect(await forget()).toBe(false);
  });

  it('makes nothing in a database that is not UTF-8', async () => {
    const { pathname } = new URL(database.url);
    const name = `${pathname.slice(1)}_latin`;
    await database.pool.query(`create database ${name} template template0 encoding 'LATIN1' locale 'C'`);
    const pool = createPool(Object.assign(new URL(database.url), { pathname: `/${name}` }).href, { max: 1 });
    try {
      await expect(migrate(pool, 'any', ['select 1'])).rejects.toBeInstanceOf(WrongEncoding);
      expect((await pool.query(`select to_regnamespace('rapport_meta') as made`)).rows).toEqual([{ made: null }]);
    } finally {
      await pool.end();
      await database.pool.query(`drop database ${name} with (force)`);
    }
  });

  it('keeps the components apart', async () => {
    await migrate(database.pool, 'left', ['create table of_left (n int)']);
    await migrate(database.pool, 'right', ['create table of_right (n int)']);
    const { rows } = await database.pool.query(
      "select component, step from rapport_meta.migration where component in ('left', 'right') order by 1",
    );
    expect(rows).toEqual([
      { component: 'left', step: 1 },
      { component: 'right', step: 1 },
    ]);
  });
});

describe('createPool and inTransaction', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('keeps 64-bit integers as text', async () => {
    const { rows } = await database.pool.query('select 9007199254740993::int8 as n');
    expect(rows).toEqual([{ n: '9007199254740993' }]);
  });

  it('commits what returns and rolls back what throws', async () => {
    await database.pool.query('create table kept_rows (n int)');
    await inTransaction(database.pool, (client) => client.query('insert into kept_rows values (1)'));
    const failing = inTransaction(database.pool, async (client) => {
      await client.query('insert into kept_rows values (2)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const { rows } = await database.pool.query('select n from kept_rows');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('survives the death of its connections, idle or within a transaction', async () => {
    const pool = createPool(database.url, { max: 2, name: 'victim' });
    await pool.query('select 1');
    const dying = inTransaction(pool, async (client) => {
      await database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'",
      );
      await client.query('select 1');
    });
    await expect(dying).rejects.toThrow();
    await expect(pool.query('select 1 as n')).resolves.toMatchObject({ rows: [{ n: 1 }] });
    await pool.end();
  });
});
