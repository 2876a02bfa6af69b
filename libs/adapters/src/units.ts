const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/**
 * Takes one of these units (`€`, `USD`, `%`) off a written amount, before or after the number, inside its sign or outside:
 * `€ 5`, `-€5`, `(5 €)`. What has another unit stays as it is, and is then no number.
 */
export const withoutUnits = (units: readonly string[]): ((text: string) => string) => {
  if (units.length === 0) return (text) => text;
  const any = [...units].sort((a, b) => b.length - a.length).map(literally).join('|'); // prettier-ignore
  const before = new RegExp(`^(\\s*[-+(\\u2212]?)\\s*(?:${any})\\s*(?=[-+(\\u2212.,\\d])`);
  const after = new RegExp(`(?<=\\d[.,]?)\\s*(?:${any})\\s*([-)\\u2212]?\\s*)$`);
  return (text) => (before.test(text) ? text.replace(before, '$1') : text.replace(after, '$1'));
};
