/** Finds a name, or the beginning of one and no other, without its marks and whether it ends with a dot; -1 when there is none. */
export type FindName = (text: string) => number;

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\.$/, ''); // prettier-ignore

const finder = (names: readonly (readonly string[])[]): FindName => {
  const known = names.map((forms) => forms.map(plain));
  return (text) => {
    const word = plain(text);
    const exact = known.findIndex((forms) => forms.includes(word));
    if (exact >= 0) return exact;
    const begun = known.flatMap((forms, index) => (forms.some((form) => form.startsWith(word)) ? [index] : []));
    return begun.length === 1 ? begun[0]! : -1;
  };
};

const range = (count: number): readonly number[] => [...Array(count).keys()];

/** Forms of a date part in a language: alone and within a date, where some languages write it otherwise. */
const formsOf = (language: string, at: Date, part: 'month' | 'weekday'): readonly string[] =>
  (['long', 'short'] as const).flatMap((style) =>
    [{}, { day: 'numeric' as const }].flatMap((beside) =>
      new Intl.DateTimeFormat(language, { ...beside, [part]: style, timeZone: 'UTC' })
        .formatToParts(at)
        .flatMap(({ type, value }) => (type === part ? [value] : [])),
    ),
  );

/** Whether names of months and days are known in a language, such as `de` or `pt-BR`. */
export const isLanguage = (language: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
};

/** Months from January and days from Sunday by their names in a language. */
export const timeNames = (language: string): Readonly<Record<'month' | 'weekday', FindName>> => ({
  month: finder(range(12).map((month) => formsOf(language, new Date(Date.UTC(2024, month, 1)), 'month'))),
  // The 7th of January 2024 was a Sunday.
  weekday: finder(range(7).map((day) => formsOf(language, new Date(Date.UTC(2024, 0, 7 + day)), 'weekday'))),
});
