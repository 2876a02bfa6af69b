/** One customer as the prediction sees them. */
export interface ClvSubject {
  readonly customer: string;
  /** Purchase days up to the close as day numbers, rising, each once. */
  readonly days: readonly number[];
  /** What was bought on each of them, in the reporting currency. */
  readonly spent: readonly number[];
}
