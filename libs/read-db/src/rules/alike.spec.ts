import { Alike } from './alike';

it('gives the first of equal values, also after it has met more than it keeps', () => {
  const alike = new Alike<{ readonly n: number }>();
  const first = { n: 1 };
  expect(alike.of(first)).toBe(first);
  expect(alike.of({ n: 1 })).toBe(first);
  let wrong = 0;
  for (let n = 2; n < 70_000; n++) if (alike.of({ n }).n !== n) wrong++;
  expect(wrong).toBe(0);
  expect(alike.of({ n: 1 })).toEqual(first);
});
