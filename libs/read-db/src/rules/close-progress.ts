import type { Log } from '../worker';
import type { Close } from './close';

/** Of closes that are over sooner nobody is told. */
const LONG_MS = 5_000;

/** Says how far a close is that takes long: which rules have decided, about how many, and since when. */
export class CloseProgress {
  readonly #began = performance.now();
  #rules = 0;
  #decisions = 0;

  constructor(
    private readonly close: Pick<Close, 'date' | 'zone'>,
    private readonly of: number,
    private readonly log: Log = () => undefined,
  ) {}

  /** A rule has decided. */
  decided(rule: string, decisions: number): void {
    this.#rules++;
    this.#decisions += decisions;
    const ms = performance.now() - this.#began;
    if (ms < LONG_MS) return;
    const { date, zone } = this.close;
    const far = { rules: this.#rules, of: this.of, decisions: this.#decisions, seconds: Math.round(ms / 100) / 10 };
    this.log('info', `the close of ${date} has come to ${rule}`, { date, zone, ...far });
  }
}
