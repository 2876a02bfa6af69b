import { checkPlainJson } from './plain-json';

const refused = (text: string): string | null => checkPlainJson({ data: [JSON.parse(text)] })?.detail ?? null;

describe('numbers of an interaction', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '12345678901234567890.0',
    '1732881600123456789',
    '1.2345678901234567e25',
  ])('are refused where parsing has lost digits of a whole one: %s', (text) =>
    expect(refused(text)).toMatch(/more digits than a JSON number keeps/),
  );

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '10000000000000000000',
    '6.02214076e23',
    '1e300',
    '0.1234567890123456789',
    '-0',
    '123456789012345.678',
  ])('are taken where they say what was meant: %s', (text) => expect(refused(text)).toBeNull());

  it('are refused beyond what can be counted', () => expect(refused('1e400')).toBe('a number is out of range'));
});
