import fc from 'fast-check';
import { CUT, capLines } from './cap-lines';

const capped = async (chunks: readonly string[], longest: number, kept = '",'): Promise<string> => {
  let all = '';
  const text = async function* (): AsyncGenerator<string> {
    yield* chunks;
  };
  for await (const chunk of capLines(text(), longest, kept)) all += chunk;
  return all;
};

describe('lines that are too long', () => {
  it('are cut, keep their quotes, and leave the others as they are', async () => {
    expect(await capped(['a,b\n"lon', 'ger",c\r\nd,e'], 3)).toBe(`a,b\n"lo${CUT}",\r\nd,e`);
    expect(await capped(['abcd\r', 'abc'], 3, '\t')).toBe(`abc${CUT}\rabc`);
    expect(await capped(['a^]-\\b'], 1, '^]-\\')).toBe(`a${CUT}^]-\\`);
  });

  it('are the same lines however the text comes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a"\r\n,]{0,9}$/)), fc.nat(6), async (chunks, longest) => {
        const whole = await capped([chunks.join('')], longest);
        expect(await capped(chunks, longest)).toBe(whole);
        const lines = chunks.join('').split(/[\r\n]/);
        expect(whole.split(/[\r\n]/).map((line) => line.includes(CUT))).toEqual(
          lines.map((line) => line.length > longest),
        );
      }),
    ));
});
