const placesOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** Decimal places that are enough for all of these texts. */
export const placesFor = (texts: Iterable<string>): number => {
  let most = 0;
  for (const text of texts) most = Math.max(most, placesOf(text));
  return most;
};

/** A decimal text as a whole number of 10^-places; exact where the places are enough. */
export const scaled = (text: string, places: number): bigint =>
  BigInt(text.replace('.', '') + '0'.repeat(places - placesOf(text)));

/** The decimal text of a whole number of 10^-places, with two places at least. */
export const unscaled = (value: bigint, places: number): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const fraction = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}.${fraction.padEnd(2, '0')}`;
};
