import type { Sql } from '@rapport/postgres';
import { IdentityProgress } from './progress';

/** A checkpoint of identity as another process moves it, and how often it was looked at. */
const given = () => {
  const table = { position: '', looks: 0 };
  const query = async () => {
    table.looks += 1;
    return { rows: [{ position: table.position }] };
  };
  return { table, progress: new IdentityProgress({ query } as unknown as Sql) };
};
const never = new AbortController().signal;

it('hears of a follower in this process at once, without a look at the table', async () => {
  const { table, progress } = given();
  progress.moved('a-1');
  const waiting = progress.until('a-3', never);
  progress.moved('a-2');
  progress.moved('a-3');
  expect(await waiting).toBe('a-3');
  expect(await progress.until('a-2', never)).toBe('a-3');
  expect(table.looks).toBe(0);
});

it('finds out soon how far a follower in another process is', async () => {
  const { table, progress } = given();
  table.position = 'a-7';
  expect(await progress.until('a-5', never)).toBe('a-7');
  expect(table.looks).toBe(1);
});

it('finds out all the same when the follower has moved to another process', async () => {
  const { table, progress } = given();
  progress.moved('a-1');
  table.position = 'a-2';
  expect(await progress.until('a-2', never)).toBe('a-2');
});

it('ends with its signal', async () => {
  const { progress } = given();
  const stop = new AbortController();
  const waiting = progress.until('a-1', stop.signal);
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
