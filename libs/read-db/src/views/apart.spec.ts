import { Fenced } from '../lease';
import { eachAlone, mayBeOfOne, WentApart } from './apart';
import type { OpenProjection } from './view';

const open = ['a', 'b', 'c'].map((name) => ({ projection: { name, version: 1 } }) as unknown as OpenProjection);
const together = new Error('together');
const state = (code: string) => Object.assign(new Error(code), { code });
const go = async (failing: Readonly<Record<string, Error>>) => {
  const went: string[] = [];
  const end = await eachAlone(open, together, async ({ projection: { name } }) => {
    if (failing[name]) throw failing[name];
    went.push(name);
  }).then(() => null, (error: unknown) => error); // prettier-ignore
  return { went, end };
};

it('lets those go on that can, and names the others', async () => {
  expect(await go({})).toEqual({ went: ['a', 'b', 'c'], end: null });
  const { went, end } = await go({ b: state('42P01') });
  expect(went).toEqual(['a', 'c']);
  expect(end).toBeInstanceOf(WentApart);
  expect(end).toMatchObject({ left: [{ name: 'b', version: 1 }], cause: together });
});

it('says what all failed with where none can', async () =>
  expect((await go({ a: state('42P01'), b: state('42703'), c: state('55P03') })).end).toBe(together));

it('stops at what is everybody’s', async () => {
  const fenced = new Fenced('views');
  expect(await go({ b: fenced })).toEqual({ went: ['a'], end: fenced });
  const all = [state('42P01'), state('42501'), state('55P03'), state('57P01'), state('08006'), state('53100'), fenced];
  expect(all.map(mayBeOfOne)).toEqual([true, true, true, false, false, false, false]);
});
