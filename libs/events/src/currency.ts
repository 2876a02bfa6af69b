/** Currencies that this release of Unicode's data (CLDR) has in circulation, by their ISO 4217 codes; about 160. */
const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/**
 * True for the ISO 4217 code of a currency that people pay in, in capitals. For what somebody configures: a slip of the pen would convert
 * nothing. Events and what was published before are not held against it, because a currency that is abolished later was right then.
 */
export const isCurrency = (code: string): boolean => KNOWN.has(code);
