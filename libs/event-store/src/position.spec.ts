import { EpochMismatch, epochOf, isPosition, ordinalOf, position } from './position';
import { checkEpoch } from './refusals';

describe('position', () => {
  const ordinals = [0n, 1n, 9n, 10n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 63n - 1n];

  it('sorts as text as its ordinals sort, also beyond 2^53', () => {
    const positions = ordinals.map((ordinal) => position('0a0b0c0d', ordinal));
    expect([...positions].reverse().sort()).toEqual(positions);
    expect(new Set(positions).size).toBe(ordinals.length);
  });

  it('gives back its parts exactly', () => {
    for (const ordinal of ordinals) {
      const at = position('0a0b0c0d', ordinal);
      expect({ is: isPosition(at), epoch: epochOf(at), ordinal: ordinalOf(at) }).toEqual({
        is: true,
        epoch: '0a0b0c0d',
        ordinal: String(ordinal),
      });
    }
  });

  it.each(['', '5', '0a0b0c0d-5', '0A0B0C0D-0000000000000000005', '0a0b0c0d-000000000000000000x'])(
    'does not take "%s" for a position of this history',
    (text) => {
      expect(isPosition(text)).toBe(false);
      expect(() => checkEpoch('0a0b0c0d', text)).toThrow(EpochMismatch);
    },
  );
});
