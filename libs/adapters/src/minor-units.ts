import { multiplyDecimal } from '@rapport/events';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import { type Operator, asText } from './value';

/** Currencies whose minor unit is not a hundredth, by its decimal places: ISO 4217, list one. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);
const USUAL = 2;
const SCALES = ['1', '0.1', '0.01', '0.001', '0.0001'];

/** `{minor: "{amount}", currency: "{currency}", places: {ISK: 2}}`: an amount that is written in cents, fils, whole yen. */
export const minor: Operator = (members, place, compile) => {
  const amount = compile(members['minor'], place.in('minor'));
  const currency = compile(members['currency'], place.in('currency'));
  const others = members['places'] ?? {};
  if (typeof others !== 'object' || Array.isArray(others)) place.in('places').fault('must be an object of currencies and places'); // prettier-ignore
  const own = new Map<string, number>();
  for (const [code, places] of Object.entries(others)) {
    if (!Number.isInteger(places) || Number(places) < 0 || Number(places) >= SCALES.length)
      place.in('places').in(code).fault('must be 0 to 4');
    own.set(code, Number(places));
  }
  return (row) => {
    const written = asText(amount(row));
    if (written === '') return undefined;
    const units = decimalText(written, { point: '.', group: '' });
    if (units === null) throw new RowFault(`${place.path} is no number`);
    const code = asText(currency(row)).toUpperCase();
    if (!/^[A-Z]{3}$/.test(code)) throw new RowFault(`${place.path}.currency is no currency`);
    return multiplyDecimal(units, SCALES[own.get(code) ?? PLACES.get(code) ?? USUAL]!);
  };
};
