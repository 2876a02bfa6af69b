import { prunedText, type Version } from './versions-text';

const left = (name: string): Version => ({
  ...{ name, version: 1, state: 'left', table: `${name}_v1`, bytes: 0, updatedAt: '2026-11-30T12:00:00.000Z' },
  prunable: false,
});

describe('what pruning came to', () => {
  it('is nothing where no release has left anything', () => {
    expect(prunedText([], [], 24)).toBe('there is nothing to prune');
  });
  it('is what went', () => {
    expect(prunedText([left('tiers')], [], 24)).toMatch(/^dropped:\n.*\ntiers v1/);
  });
  it('is what stays, and why', () => {
    const text = prunedText([left('tiers')], [left('signals')], 24);
    expect(text).toMatch(/dropped:\n.*\ntiers v1.*\nnot yet, as it moved in the last 24 hours.*\n.*\nsignals v1/);
    expect(prunedText([], [left('signals')], 24)).not.toContain('nothing to prune');
  });
});
