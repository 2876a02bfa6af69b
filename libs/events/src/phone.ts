import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { refuse, type Refusal } from './refusal';

/** The shortest numbers of the world have seven digits, country code included. */
const DIALLED = /^\+\d{7,15}$/;
/** What forms are filled with where there is no number; as an identifier it would be one person's for strangers. */
const NOTHING_BUT_ZEROS = /^0+$/;

const parse = (text: string, country: CountryCode | undefined): string | null => {
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country && { defaultCountry: country }),
  });
  return number?.isPossible() && DIALLED.test(number.number) && !NOTHING_BUT_ZEROS.test(number.nationalNumber)
    ? `${number.number}${number.ext ? `;ext=${number.ext}` : ''}`
    : null;
};

/**
 * One form per line: E.164, with `;ext=` for an extension (`+4930123456;ext=12`). National numbers need the source's
 * country; a leading 00 means an international number where the country's own rules do not make sense of it. Numbers are
 * held to the lengths of their country, not to the ranges in use: those change faster than any table.
 */
export const normalisePhone = (value: string, country?: string): string | Refusal => {
  const text = value.normalize('NFKC').trim().replace(/^tel:/i, '');
  const home = country && isSupportedCountry(country) ? country : undefined;
  const phone =
    (/^[+(\p{Nd}]/u.test(text) ? parse(text, home) : null) ??
    (/^00[1-9]/.test(text) ? parse(`+${text.slice(2)}`, undefined) : null);
  if (phone !== null) return phone;
  if (!home && /^\(?\d/.test(text) && !text.startsWith('00'))
    return refuse(
      'country-needed',
      'a national phone number needs the country of its source (PUT /v1/sources); or write it as +49 30 123456',
    );
  return refuse('bad-phone', 'no phone number of its country has this form; the surest form is +49 30 123456');
};
