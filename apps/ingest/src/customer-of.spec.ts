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

  it('is asked for anew each time, because identities move', async () => {
    const moved: Record<string, string> = {};
    const { of } = given(moved);
    expect(await of('b')).toBe('b');
    moved['b'] = 'a';
    expect(await of('b')).toBe('a');
  });
});
