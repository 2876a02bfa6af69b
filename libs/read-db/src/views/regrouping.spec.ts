import { ALL_SLICES } from '../slices';
import { consequences } from './regrouping';

const [A, B, C] = ['0a', '80', 'ff'] as const;
const result = (pairs: readonly (readonly [string, string])[], range = ALL_SLICES) => {
  const { refold, rekey, gone } = consequences(pairs, range);
  return { refold: [...refold].sort(), rekey: [...rekey], gone: [...gone].sort() };
};

describe('what joining and splitting mean for rows', () => {
  it('nothing, when only handles without a past come or go', () => {
    expect(result([[A, A]])).toEqual({ refold: [], rekey: [], gone: [] });
    expect(result([])).toEqual({ refold: [], rekey: [], gone: [] });
  });

  it('a move, when the whole past of one customer becomes that of another name', () => {
    expect(result([[B, A]])).toEqual({ refold: [], rekey: [[A, B]], gone: [B] });
    expect(result([[B, A], [C, B]])).toEqual({ refold: [], rekey: [[A, B], [B, C]], gone: [B, C] }); // prettier-ignore
  });

  it('a fold from nothing, when two pasts meet or one is divided', () => {
    expect(result([[A, A], [B, A]])).toEqual({ refold: [A], rekey: [], gone: [B] }); // prettier-ignore
    expect(result([[A, A], [A, B]])).toEqual({ refold: [A, B], rekey: [], gone: [] }); // prettier-ignore
  });

  it('no move between rows of two workers', () => {
    expect(result([[B, A]], { lo: 0, hi: 127 })).toEqual({ refold: [A], rekey: [], gone: [] });
    expect(result([[B, A]], { lo: 128, hi: 255 })).toEqual({ refold: [], rekey: [], gone: [B] });
  });
});
