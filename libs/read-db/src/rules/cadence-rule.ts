import {
  cadenceInSteps,
  dayNumber,
  inOrder,
  lazily,
  readCadenceParams,
  type Rhythm,
  type SignalDecision,
  type SignalStanding,
  type Steps,
} from '@rapport/decisions';
import type { EventType } from '@rapport/events';
import type { Movement } from './book';
import { EVIDENCE_MAX } from './evidence-max';
import { counts, evidenceOf, figuresOf, unconvertedIn, type Counting } from './figures';
import { fromMicros } from './money';
import { paramsOf } from './params-of';
import type { Decision, RuleInput, RuleKind, RuleLeaving } from './rule';

/** Days with a sale that stands at the close, rising, each once. */
const purchaseDays = (movements: readonly Movement[], to: number): readonly number[] => {
  const days: number[] = [];
  for (const movement of movements) if (movement.kind === 'sale' && counts(movement, to)) days.push(movement.day);
  inOrder(days, (a, b) => a - b);
  let length = 0;
  for (const day of days) if (length === 0 || days[length - 1] !== day) days[length++] = day;
  days.length = length;
  return days;
};

/** Their value is counted when somebody is told. */
class OfCustomer implements Rhythm {
  constructor(
    readonly customer: string,
    readonly days: readonly number[],
    private readonly movements: readonly Movement[],
    private readonly counting: Counting,
  ) {}

  get value(): string {
    return fromMicros(figuresOf(this.movements, this.counting).value);
  }
}

const TYPES: Readonly<Record<SignalDecision['kind'], EventType>> = {
  raised: 'ChurnSignalRaised',
  changed: 'ChurnSignalChanged',
  cleared: 'ChurnSignalCleared',
};

const decisionOf = (input: RuleInput, counting: Counting, decision: SignalDecision): Decision => {
  const { run, version, close } = input;
  const common = { run, rule: version.rule, date: close.date };
  const { customer, kind } = decision;
  if (kind === 'cleared') {
    const { level } = decision;
    const why = input.objected.has(customer) ? 'objected' : decision.why;
    return { customer, type: TYPES[kind], data: { ...common, level, why } };
  }
  const evidence = evidenceOf(input.books.get(customer) ?? [], counting, EVIDENCE_MAX);
  const more = { version: version.version, currency: input.currency, evidence };
  const changed = kind === 'changed' ? { previousLevel: decision.previousLevel } : {};
  return { customer, type: TYPES[kind], data: { ...common, ...decision.risk, ...more, ...changed } };
};

const decide = function* (
  input: RuleInput,
  previous: ReadonlyMap<string, SignalStanding>,
): Steps<RuleLeaving<SignalStanding>> {
  const { close, rates, books, currency } = input;
  const params = paramsOf(input, readCadenceParams);
  const counting: Counting = { from: -Infinity, to: Date.parse(close.endsAt), basis: 'net', currency, rates };
  let unconverted = 0;
  const customers = lazily(function* (): Generator<Rhythm> {
    // Counted anew whenever somebody goes through all of them.
    unconverted = 0;
    for (const [customer, movements] of books) {
      const days = purchaseDays(movements, counting.to);
      if (days.length === 0) continue;
      // Who has too few gaps is not judged, and nobody asks for their value.
      const isJudged = days.length > params.minGaps;
      if (isJudged) unconverted += unconvertedIn(movements, counting);
      yield new OfCustomer(customer, days, isJudged ? movements : [], counting);
    }
  });
  const outcome = yield* cadenceInSteps(customers, previous, { date: close.date, ...params });
  return {
    decisions: lazily(function* () {
      for (const decision of outcome.decisions) yield decisionOf(input, counting, decision);
    }, outcome.decisions.length),
    ...{ population: outcome.population, cutoffs: [], kept: outcome.standings },
    figures: { ...outcome.figures, unconverted },
  };
};

/** The churn signal from the customer's own cadence (libs/decisions/src/cadence.ts) over the customers' books. */
export const cadenceRule: RuleKind<SignalStanding> = {
  decide,
  said: ({ type, data }) => {
    if (type === 'ChurnSignalCleared') return null;
    const { level, date, daysSince } = data as { level: string; date: string; daysSince: number };
    return { level, since: date, lastDay: dayNumber(date) - daysSince };
  },
  kept: ({ said }) => said as unknown as SignalStanding,
};
