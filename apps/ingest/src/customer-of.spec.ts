import type pg from 'pg';
import { customerOf } from './customer-of';

/** A pool that knows one move and remembers what it was asked. */
const given = (moved: Readonly<Record<string, string>>) => {
  const asked: (readonly string[])[] = [];
  const query = async ({ values }: { values: [readonly string[]] }) => {
    asked.push(values[0]);
    return { rows: values[0].filter((handle) => moved[handle]).map((handle) => ({ handle, customer: moved[handle] })) };
  };
  return { asked, of: customerOf({ query } as unknown as pg.Pool) };
};

describe('the customer of a handle', () => {
  it('is asked for once by all who ask at the same time', async () => {
    const { asked, of } = given({ b: 'a' });
    expect(await Promise.all(['a', 'b', 'c', 'b'].map(of))).toEqual(['a', 'a', 'c', 'a']);
    expect(asked).toEqual([['a', 'b', 'c', 'b']]);
  });

  it('is the handle itself before identity has ever begun; any other failure is told', async () => {
    const failing = (code: string) =>
      customerOf({ query: () => Promise.reject(Object.assign(new Error('failed'), { code })) } as unknown as pg.Pool);
    expect(await failing('42P01')('b')).toBe('b');
    await expect(failing('57P01')('b')).rejects.toThrow('failed');
  });

  it('is not asked for again within a second, where identity has never begun', async () => {
    const given = { now: 5_000, asked: 0, begun: false };
    const query = async () => {
      given.asked += 1;
      if (!given.begun) throw Object.assign(new Error('no table'), { code: '42P01' });
      return { rows: [{ handle: 'b', customer: 'a' }] };
    };
    const of = customerOf({ query } as unknown as pg.Pool, () => given.now);
    expect([await of('b'), await of('b')]).toEqual(['b', 'b']);
    expect(given.asked).toBe(1);
    given.begun = true;
    given.now += 999;
    expect(await of('b')).toBe('b');
    given.now += 1;
    expect(await of('b')).toBe('a');
  });

  it('is asked for anew each time, because identities move', async () => {
    const moved: Record<string, string> = {};
    const { of } = given(moved);
    expect(await of('b')).toBe('b');
    moved['b'] = 'a';
    expect(await of('b')).toBe('a');
  });
});
