const { exp, expm1, log, log1p, max } = Math;

/**
 * Numbers of purchases in `time` when purchases are Poisson and rates gamma with shape r and rate alpha, walked from 0 up:
 * P(N = n) and P(N > n) of the negative binomial distribution (Ehrenberg 1959, "The pattern of consumer purchases"). Masses too
 * small for a double are kept as logarithms until they are not, so that no shape is too large.
 */
export class NegativeBinomial {
  n = 0;
  /** P(N = n). */
  mass: number;
  /** P(N > n). */
  above: number;
  readonly #share: number;
  #log: number;

  constructor(
    private readonly r: number,
    alpha: number,
    time: number,
  ) {
    this.#share = time / (alpha + time);
    this.#log = -r * log1p(time / alpha);
    this.mass = exp(this.#log);
    this.above = -expm1(this.#log);
  }

  /** To the next number. */
  step(): void {
    const factor = (this.#share * (this.r + this.n)) / (this.n + 1);
    this.n++;
    if (this.#log < -600) {
      this.#log += log(factor);
      this.mass = exp(this.#log);
    } else this.mass *= factor;
    this.above = max(0, this.above - this.mass);
  }

  /** True when all that lies above n together is not more than `least`, whatever rounding made of `above`. */
  isOver(least: number): boolean {
    const ratio = (this.#share * (this.r + this.n)) / (this.n + 1);
    return ratio < 1 && (this.mass * ratio) / (1 - ratio) <= least;
  }
}
