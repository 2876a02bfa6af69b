import fc from 'fast-check';
import { soughtTerms, termsOf } from './words';

const finds = (text: string, words: string): boolean => {
  const terms = termsOf(text);
  const sought = soughtTerms(words);
  return sought.size > 0 && [...sought].every((term) => terms.has(term));
};

describe('words', () => {
  it.each([
    ['Jürgen Müller', 'muller'],
    ['Jürgen Müller', 'MÜLLER jürgen'],
    ['Jürgen Müller', 'jur mul'],
    ['Ｊｕｅｒｇｅｎ', 'juergen'],
    ['Straße 5', 'strasse 5'],
    ['Øystein Æby', 'oystein aeby'],
    ['Łukasz', 'lukasz'],
    ['李小龙', '李小龙'],
    ['李小龙', '小龙'],
    ['李小龙', '李'],
    ['东京タワー tower', 'タワー tow'],
    ['김철수', '김철수'],
    ["O'Brien-Smith", 'brien smi'],
    ['Donaudampfschifffahrtsgesellschaft', 'donaudampfschifffahrt'],
    ['Li', 'li'],
  ])('%j is found by %j', (text, words) => expect(finds(text, words)).toBe(true));

  it.each([
    ['Jürgen Müller', 'uller'],
    ['Jürgen Müller', 'ju'],
    ['Jürgen Müller', 'jürgen maier'],
    ['李小龙', '李龙'],
    ['Li', 'lis'],
    ['Li', ''],
    ['Li', '… !'],
  ])('%j is not found by %j', (text, words) => expect(finds(text, words)).toBe(false));

  it('every text is found by itself, and by its words in any order', () =>
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\p{L}\p{N}]{1,20}$/u), { minLength: 1, maxLength: 8 }), (words) => {
        const found = finds(words.join(' '), [...words].reverse().join(' '));
        expect(found || soughtTerms(words.join(' ')).size === 0).toBe(true);
      }),
    ));

  it('bounds what one text can cost', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => `word${index}withaverylongtail`).join(' ');
    expect(termsOf(long).size).toBeLessThanOrEqual(200 * 14);
    expect(termsOf('字'.repeat(20_000)).size).toBe(2);
  });
});
