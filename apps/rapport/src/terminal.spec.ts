import { saidOnce } from './terminal';

it('says once what is said of many', () =>
  expect([...saidOnce([['a', 'x'], ['b', 'y'], ['c', 'x']])]).toEqual([['x', 'a, c'], ['y', 'b']])); // prettier-ignore
