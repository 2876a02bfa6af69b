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

it('gives deciders what is on disk, and asks for it once however many wait', async () => {
  const { table, progress } = given();
  progress.moved('a-4');
  table.position = 'a-4';
  expect(await Promise.all([progress.untilFirm('a-3', never), progress.untilFirm('a-4', never)])).toEqual([
    'a-4',
    'a-4',
  ]);
  expect(table.looks).toBe(1);
  expect(await progress.untilFirm('a-4', never)).toBe('a-4');
  expect(table.looks).toBe(1);
});

it('lets deciders wait when a crash took back what was believed', async () => {
  const { table, progress } = given();
  progress.moved('a-5');
  table.position = 'a-2';
  const waiting = progress.untilFirm('a-5', never);
  await new Promise((resolve) => setTimeout(resolve, 20));
  table.position = 'a-5';
  progress.moved('a-5');
  expect(await waiting).toBe('a-5');
  expect(await progress.until('a-5', never)).toBe('a-5');
});

it('believes the table alone when it begins', async () => {
  const { table, progress } = given();
  progress.moved('a-9');
  table.position = 'a-3';
  await progress.begin();
  expect(await progress.until('a-1', never)).toBe('a-3');
});
