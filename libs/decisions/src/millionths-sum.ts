/** Decimal places of an amount in millionths. */
const PLACES = 6;
/** Texts of amounts have so many places at least. */
const PLACES_MIN = 2;
/** Far below where numbers stop being exact. */
const LARGE = 2 ** 51;

const placesIn = (millionths: number): number => {
  let places = PLACES;
  for (let rest = millionths; places > PLACES_MIN && rest % 10 === 0; rest /= 10) places--;
  return places;
};

/** Adds amounts in millionths, exactly, and says the sum as adding their texts would (`addDecimal`): with as many places as the longest. */
export class MillionthsSum {
  #sum = 0n;
  #near = 0;
  #places = 0;

  /** @param millionths a whole number that is exact */
  add(millionths: number): void {
    if (this.#places < PLACES) this.#places = Math.max(this.#places, placesIn(millionths));
    // Two that are not large have an exact sum.
    if (Math.abs(millionths) >= LARGE) this.#sum += BigInt(millionths);
    else this.#near += millionths;
    if (Math.abs(this.#near) < LARGE) return;
    this.#sum += BigInt(this.#near);
    this.#near = 0;
  }

  /** `0` when nothing was added. */
  get text(): string {
    const sum = this.#sum + BigInt(this.#near);
    if (this.#places === 0) return '0';
    const digits = (sum < 0n ? -sum : sum).toString().padStart(PLACES + 1, '0');
    const sign = sum < 0n ? '-' : '';
    return `${sign}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES).slice(0, this.#places)}`;
  }
}
