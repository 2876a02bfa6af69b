import type { Log } from '../worker';
import type { Close } from './close';
import type { CloseUnderWay } from './closes-under-way';
import type { RunWatch } from './run';

/** Of closes that are over sooner the log says nothing. */
const LONG_MS = 5_000;

/** How far a close is. */
export type CloseFar = Pick<
  CloseUnderWay,
  | ('rules' | 'rulesDone' | 'rule' | 'phase' | 'customers' | 'decided' | 'toDecide')
  | ('decidedPerSecond' | 'decidedBefore' | 'secondsLeft')
>;

const BEGUN = { phase: 'reading', customers: null, decided: 0, toDecide: null } as const;
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Knows how far a close is: at which rule, about how many it has decided, and since when; the log hears it of those that take long. */
export class CloseProgress implements RunWatch {
  /** RFC 3339. */
  readonly since = new Date().toISOString();
  readonly #began = performance.now();
  #decidingSince = 0;
  #far: Omit<CloseFar, 'decidedPerSecond' | 'secondsLeft'>;

  constructor(
    private readonly close: Pick<Close, 'date' | 'zone'>,
    rules: number,
    private readonly log: Log = () => undefined,
  ) {
    this.#far = { ...BEGUN, phase: null, rules, rulesDone: 0, rule: null, decidedBefore: 0 };
  }

  /** Its speed is that of the rule it is at; of rules to come nobody knows more than that they are some. */
  get far(): CloseFar {
    const { rules, rulesDone, decided, toDecide } = this.#far;
    const now = performance.now();
    const share = (rulesDone + (toDecide ? Math.min(1, decided / toDecide) : 0)) / rules;
    return {
      ...this.#far,
      decidedPerSecond: decided === 0 ? null : rounded((decided * 1_000) / Math.max(1, now - this.#decidingSince)),
      secondsLeft: share > 0 ? rounded((((now - this.#began) / 1_000) * (1 - share)) / share) : null,
    };
  }

  /** A rule begins. */
  begin(rule: string): void {
    this.#far = { ...this.#far, ...BEGUN, rule };
    this.#decidingSince = performance.now();
  }

  /** It holds all these customers against each other. */
  judging(customers: number): void {
    this.#far = { ...this.#far, phase: 'judging', customers };
  }

  /** It decides about so many of them; absent = nobody knows before it has. */
  deciding(customers: number, toDecide: number | undefined): void {
    this.#far = { ...this.#far, phase: 'deciding', customers, toDecide: toDecide ?? null };
    this.#decidingSince = performance.now();
  }

  /** So many more decisions are in the log. */
  told(decisions: number): void {
    this.#far = { ...this.#far, decided: this.#far.decided + decisions };
  }

  /** The rule has decided. */
  done(): void {
    const { rule, decided, decidedBefore, rules: of, rulesDone } = this.#far;
    const [rules, decisions] = [rulesDone + 1, decidedBefore + decided];
    this.#far = { ...this.#far, ...BEGUN, phase: null, rule: null, rulesDone: rules, decidedBefore: decisions };
    const ms = performance.now() - this.#began;
    if (ms < LONG_MS) return;
    const { date, zone } = this.close;
    const far = { rules, of, decisions, seconds: rounded(ms / 1_000) };
    this.log('info', `the close of ${date} has come to ${rule}`, { date, zone, ...far });
  }
}
