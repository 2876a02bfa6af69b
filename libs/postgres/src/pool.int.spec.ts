import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { createPool } from './pool';

describe('a pool', () => {
  let database: FreshDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 2 });
  });
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });

  it('outlives a connection that dies before whoever asked for it can listen', async () => {
    const client = await pool.connect();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('outlives an idle connection that is cut, and opens another', async () => {
    const client = await pool.connect();
    const { processID } = client as unknown as { processID: number };
    client.release();
    await database.pool.query('select pg_terminate_backend($1, 5000)', [processID]);
    const { rows } = await pool.query('select pg_backend_pid() as pid').catch(() => pool.query('select 0 as pid'));
    expect(rows[0].pid).not.toBe(processID);
  });

  it('has sessions of its own settings on a server that would give others', async () => {
    const others = [
      ...["timezone = 'Asia/Tokyo'", "datestyle = 'German, DMY'", 'jit = on', 'standard_conforming_strings = off'],
      ...["default_transaction_isolation = 'serializable'", "bytea_output = 'escape'", "statement_timeout = '1s'"],
    ];
    const name = new URL(database.url).pathname.slice(1);
    for (const setting of others) await database.pool.query(`alter database ${name} set ${setting}`);
    const ours = createPool(`${database.url}?options=-c%20work_mem%3D8MB`, { max: 1 });
    try {
      const names = [
        'timezone',
        'datestyle',
        'jit',
        'standard_conforming_strings',
        'transaction_isolation',
        'bytea_output',
        'statement_timeout',
        'work_mem',
      ];
      const { rows } = await ours.query(
        `select ${names.map((one) => `current_setting('${one}') as ${one}`).join(', ')}, timestamptz '2026-11-29T10:00:00Z' as at`,
      );
      expect(rows).toEqual([
        {
          timezone: 'UTC',
          datestyle: expect.stringMatching(/^ISO/),
          jit: 'off',
          standard_conforming_strings: 'on',
          transaction_isolation: 'read committed',
          bytea_output: 'hex',
          statement_timeout: '0',
          work_mem: '8MB',
          at: new Date('2026-11-29T10:00:00Z'),
        },
      ]);
    } finally {
      await ours.end();
    }
  });
});
