import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import type { Sql } from './sql';
import { Timeline } from './timeline';

/** A server that says what it is told to, and whose pool opens connections when told to. */
const server = () => {
  const pool = new EventEmitter();
  let says: () => Promise<unknown> = () => Promise.reject(new Error('nothing said'));
  let asked = 0;
  const query = () => {
    asked += 1;
    return says();
  };
  return {
    pool: Object.assign(pool, { query }) as unknown as Pool & Sql,
    connect: () => pool.emit('connect'),
    asked: () => asked,
    is: (timeline: string | null) => (says = () => Promise.resolve({ rows: [{ timeline }] })),
    fails: (code: string) => (says = () => Promise.reject(Object.assign(new Error('no'), { code }))),
  };
};

describe('the timeline of a server', () => {
  it('tells a promoted standby from the server before, and a server that came back from neither', async () => {
    const { pool, is } = server();
    const timeline = new Timeline();
    const seen: number[] = [];
    for (const one of ['00000001', '00000001', '00000002', '00000002', '00000003']) {
      is(one);
      await timeline.look(pool);
      seen.push(timeline.takeovers);
    }
    expect(seen).toEqual([0, 0, 1, 1, 2]);
  });

  it('is asked again after each new connection, and by as many as want to know at once', async () => {
    const { pool, is, connect, asked } = server();
    const timeline = new Timeline();
    timeline.watch(pool);
    is('00000001');
    await Promise.all([timeline.ensure(pool), timeline.ensure(pool)]);
    await timeline.ensure(pool);
    expect(asked()).toBe(1);
    connect();
    is('00000002');
    await Promise.all([timeline.ensure(pool), timeline.ensure(pool)]);
    expect([asked(), timeline.takeovers]).toEqual([2, 1]);
  });

  it('is asked until a standby is promoted, and until a server answers', async () => {
    const { pool, is, fails } = server();
    const timeline = new Timeline();
    is('00000001');
    await timeline.ensure(pool);
    timeline.watch(pool);
    pool.emit('connect', undefined as never);
    is(null);
    await timeline.ensure(pool);
    await timeline.ensure(pool);
    fails('57P01');
    await expect(timeline.ensure(pool)).rejects.toThrow('no');
    expect(timeline.takeovers).toBe(0);
    is('00000002');
    await timeline.ensure(pool);
    expect(timeline.takeovers).toBe(1);
  });

  it.each(['0A000', '42501', '42883'])(
    'is nothing that a server tells which answers %s, and it is not asked on',
    async (code) => {
      const { pool, fails, asked } = server();
      const timeline = new Timeline();
      fails(code);
      await timeline.ensure(pool);
      await timeline.look(pool);
      expect([asked(), timeline.takeovers]).toEqual([1, 0]);
    },
  );
});
