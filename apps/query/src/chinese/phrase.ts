/** An English phrase of a reason, and how to say the same in Chinese, from its parts. */
export interface Phrase {
  readonly english: RegExp;
  readonly chinese: (...parts: readonly string[]) => string;
}

/** A phrase; the parts in parentheses are given in order, '' for those that are not there. */
export const phrase = (english: RegExp, chinese: Phrase['chinese']): Phrase => ({ english, chinese });

/** The first phrase that fits the whole text says it in Chinese; null = none does. */
export const said = (text: string, phrases: readonly Phrase[]): string | null => {
  for (const { english, chinese } of phrases) {
    const found = english.exec(text);
    if (found) return chinese(...found.slice(1).map((part) => part ?? ''));
  }
  return null;
};
