/** A word is told by this many letters; more would only make more tokens. */
const WORD_LETTERS_MAX = 16;
/** Shorter beginnings would match half of everybody. */
const PREFIX_LETTERS_MIN = 3;
/** Words of one text that are made findable; the rest of a very long text is not. */
const WORDS_MAX = 200;

const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const IS_UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Compatibility forms, case and diacritics taken away: "Ｍüller" = "muller", "Straße" = "strasse". */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþı]/g, (letter) => SPELLED[letter]!);

interface Words {
  /** Words of scripts that write spaces, cut to WORD_LETTERS_MAX letters. */
  readonly spaced: readonly string[];
  /** Runs of Chinese and Japanese, which writes none: as letters. */
  readonly runs: readonly (readonly string[])[];
}

const wordsOf = (text: string): Words => {
  const spaced = new Set<string>();
  const runs: string[][] = [];
  for (const [word] of plain(text).matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    for (const part of word.match(UNSPACED) ?? []) {
      if (spaced.size + runs.length === WORDS_MAX) return { spaced: [...spaced], runs };
      if (IS_UNSPACED.test(part)) runs.push([...part].slice(0, WORDS_MAX));
      else spaced.add([...part].slice(0, WORD_LETTERS_MAX).join(''));
    }
  }
  return { spaced: [...spaced], runs };
};

const pairs = (run: readonly string[]): string[] => run.slice(1).map((letter, index) => run[index]! + letter);

/**
 * All terms by which a text is found: each word and its beginnings of three letters and more; of Chinese and Japanese each
 * letter and each pair of neighbours.
 */
export const termsOf = (text: string): Set<string> => {
  const { spaced, runs } = wordsOf(text);
  const terms = new Set<string>(runs.flatMap((run) => [...run, ...pairs(run)]));
  for (const word of spaced) {
    const letters = [...word];
    for (let length = PREFIX_LETTERS_MIN; length < letters.length; length += 1)
      terms.add(letters.slice(0, length).join(''));
    terms.add(word);
  }
  return terms;
};

/** The terms that a text must have to be found by these words: each is one of the text's `termsOf`. */
export const soughtTerms = (words: string): Set<string> => {
  const { spaced, runs } = wordsOf(words);
  return new Set([...spaced, ...runs.flatMap((run) => (run.length === 1 ? run : pairs(run)))]);
};
