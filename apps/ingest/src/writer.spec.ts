import { writerOf } from './writer';

describe('the writer behind a key', () => {
  const writer = (...sources: string[]) =>
    writerOf({ keyId: 'k', role: 'integrator', name: 'till', sources } as Parameters<typeof writerOf>[0]);

  it.each([
    [['pos'], 'pos', true],
    [['pos/'], 'pos', true],
    [['pos'], 'pos/berlin-3', true],
    [['pos'], 'postal', false],
    [['pos/berlin'], 'pos/berlin-3', false],
    [['web', 'pos/'], 'pos/berlin-3', true],
    [[], 'anything', true],
  ] as const)('with sources %j on %s: %s', (sources, source, may) =>
    expect(writer(...sources).mayWrite(source)).toBe(may),
  );
});
