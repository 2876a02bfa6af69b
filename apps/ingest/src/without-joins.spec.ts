import type { KnownEdge } from '@rapport/decisions';
import { withoutJoins } from './without-joins';

const edge = (a: string, b: string, over: Partial<KnownEdge> = {}): KnownEdge => ({
  ...{ a, b, asserted: true, verdict: null, linked: true, generation: 1 },
  ...over,
});

describe('who hangs together without what persons joined', () => {
  it('is the part that sources linked', () => {
    const edges = [edge('a', 'b'), edge('c', 'd'), edge('b', 'c', { verdict: 'joined', asserted: false })];
    expect([...withoutJoins('d', edges)].sort()).toEqual(['c', 'd']);
    expect([...withoutJoins('a', edges)].sort()).toEqual(['a', 'b']);
  });

  it('leaves out what is no longer linked', () => {
    expect(withoutJoins('a', [edge('a', 'b', { linked: false })])).toEqual(['a']);
  });
});
