import { comparedWith } from './following';

const log = ['1 a', '2 b', '3 c', '4 d', '5 e'];
const NONE = { missed: 0, repeated: 0, disordered: 0, foreign: 0 };

describe('what a follower was given', () => {
  it.each([
    ['all from the start', log, 0, NONE],
    ['all after a place', log.slice(2), 2, NONE],
    ['nothing after the end', [], 5, NONE],
    ['one too few', ['1 a', '2 b', '4 d', '5 e'], 0, { ...NONE, missed: 1 }],
    ['the end not yet', log.slice(0, 3), 0, { ...NONE, missed: 2 }],
    ['the one that was the checkpoint again', ['2 b', '3 c', '3 c', '4 d', '5 e'], 1, { ...NONE, repeated: 1 }],
    ['two the wrong way round', ['1 a', '3 c', '2 b', '4 d', '5 e'], 0, { ...NONE, disordered: 1 }],
    ['one that was rolled back', [...log, '6 f'], 0, { ...NONE, foreign: 1 }],
    ['one from before its start', log, 1, { ...NONE, foreign: 1 }],
    ['another event at a place', ['1 a', '2 x', '3 c', '4 d', '5 e'], 0, { ...NONE, missed: 1, foreign: 1 }],
  ])('is compared with the log: %s', (_, seen, start, faults) => {
    expect(comparedWith(log)(seen, start)).toEqual(faults);
  });
});
