/** Amounts are whole numbers of millionths: exact for every currency, whatever the order of adding. */
const PLACES = 6;
const ONE = 10n ** BigInt(PLACES);

const roundedHalfEven = (dividend: bigint, divisor: bigint): bigint => {
  const [sign, positive] = dividend < 0n ? [-1n, -dividend] : [1n, dividend];
  const [quotient, rest] = [positive / divisor, (positive % divisor) * 2n];
  return sign * (rest > divisor || (rest === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient);
};

/** A decimal text as millionths; finer digits are rounded half to even. */
export const toMicros = (text: string): bigint => {
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text) * ONE;
  const places = text.length - point - 1;
  const digits = BigInt(text.slice(0, point) + text.slice(point + 1));
  return places <= PLACES ? digits * 10n ** BigInt(PLACES - places) : roundedHalfEven(digits, 10n ** BigInt(places - PLACES)); // prettier-ignore
};

/** Millionths as a decimal text with two places at least. */
export const fromMicros = (micros: bigint): string => {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0{1,4}$/, '');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${fraction}`;
};

/** An exchange rate as it was set: what one unit of `from` is worth in `to`. */
export interface Rate {
  readonly from: string;
  readonly to: string;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  /** A decimal text, above 0. */
  readonly rate: string;
}

const scaledRate = (rate: string): readonly [digits: bigint, scale: bigint] => {
  const places = rate.includes('.') ? rate.length - rate.indexOf('.') - 1 : 0;
  return [BigInt(rate.replace('.', '')), 10n ** BigInt(places)];
};

/** Of one moment the order stays. */
const byTime = (a: Rate, b: Rate): number => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0);

/**
 * Converts at the last rate at or before the moment of the sale: the one set for the pair, else the inverse of the one set
 * for the other direction. Never through a third currency. Results are rounded half to even to millionths.
 */
export class Rates {
  readonly #byPair = new Map<string, { readonly at: string; readonly rate: string }[]>();

  constructor(rates: readonly Rate[]) {
    const inOrder = [...rates].sort(byTime);
    for (const { from, to, occurredAt, rate } of inOrder) {
      const list = this.#byPair.get(`${from} ${to}`) ?? [];
      list.push({ at: occurredAt, rate });
      this.#byPair.set(`${from} ${to}`, list);
    }
  }

  /** Null when no rate was set by then. */
  convert(micros: bigint, from: string, to: string, at: string): bigint | null {
    if (from === to) return micros;
    const direct = this.#last(from, to, at);
    const inverse = direct ? null : this.#last(to, from, at);
    const rate = direct ?? inverse;
    if (rate === null) return null;
    const [digits, scale] = scaledRate(rate);
    if (digits === 0n) return null;
    return direct ? roundedHalfEven(micros * digits, scale) : roundedHalfEven(micros * scale, digits);
  }

  #last(from: string, to: string, at: string): string | null {
    return this.#byPair.get(`${from} ${to}`)?.findLast((one) => one.at <= at)?.rate ?? null;
  }
}

/** All rates that were set; of one moment the last by event id counts, however the table has them. */
export const RATES = `
  select from_currency as "from", to_currency as "to", occurred_at as "occurredAt", rate from rapport_rules.rate
  order by occurred_at, event_id`;
