import { lazily, type ClassStanding, type Placed, type SignalChange } from '@rapport/decisions';
import { EVIDENCE_MAX } from './evidence-max';
import { whyEnded, type Decision, type RuleInput, type RuleOutput } from './rule';
import type { Said } from './standings';

/** What a signal says of a customer, beside what every one says. */
export interface SignalFound {
  readonly signal: string;
  readonly level: string;
  readonly score?: number;
  /** A decimal text in the company's currency; 0.00 when absent. */
  readonly valueAtStake?: string;
  readonly reasons: readonly string[];
  /** The events behind it, in any order; the first of them are named. */
  readonly events: readonly string[];
  readonly dueFrom?: string;
  readonly figures: Readonly<Record<string, unknown>>;
  /** Where it stood before, when it is not new. */
  readonly previousLevel?: string;
}

const about = ({ run, version, close }: RuleInput) => ({ run, rule: version.rule, date: close.date });

/** A signal is raised, or says something else than before. */
export const signalRaised = (input: RuleInput, customer: string, found: SignalFound): Decision => {
  const { events, previousLevel, valueAtStake = '0.00', ...rest } = found;
  const unique = [...new Set(events)];
  const evidence = { events: unique.slice(0, EVIDENCE_MAX), count: unique.length };
  const money = { valueAtStake, currency: input.currency };
  const data = { ...about(input), version: input.version.version, ...rest, ...money, evidence };
  if (previousLevel === undefined) return { customer, type: 'SignalRaised', data };
  return { customer, type: 'SignalChanged', data: { ...data, previousLevel } };
};

/** A signal no longer holds. @param why for those who are judged as before */
export const signalCleared = (
  input: RuleInput,
  customer: string,
  { signal, level, why }: { readonly signal: string; readonly level: string; readonly why: string },
): Decision => {
  const ended = whyEnded(input, customer);
  const data = { ...about(input), signal, level, why: ended === 'not-judged' ? why : ended };
  return { customer, type: 'SignalCleared', data };
};

/** How a kind of rule tells of what changed about its signal. */
export interface SignalTold<Member extends Placed> {
  readonly signal: string;
  /** What it says of somebody about whom it holds. */
  readonly found: (member: Member) => Omit<SignalFound, 'signal' | 'level' | 'previousLevel'>;
  /** Why it is over for those who are judged as before. */
  readonly why: (customer: string, before: ClassStanding) => string;
}

/** The decisions about what changed. */
export const signalDecisions = <Member extends Placed>(
  input: RuleInput,
  changes: readonly SignalChange<Member>[],
  { signal, found, why }: SignalTold<Member>,
): RuleOutput['decisions'] =>
  lazily(function* () {
    for (const change of changes) {
      const { customer } = change;
      if (change.kind === 'cleared') {
        yield signalCleared(input, customer, { signal, level: change.level, why: why(customer, change.before) });
        continue;
      }
      const previous = change.kind === 'changed' ? { previousLevel: change.previousLevel } : {};
      yield signalRaised(input, customer, { signal, level: change.member.tier, ...found(change.member), ...previous });
    }
  }, changes.length);

/** What a decision about a signal leaves: how urgent it is, and by `markOf` what it is about. */
export const signalSaid = (
  { type, data }: Pick<Decision, 'type' | 'data'>,
  markOf: (figures: Readonly<Record<string, unknown>>) => string,
): Said => {
  if (type === 'SignalCleared') return null;
  const { level, date, figures } = data as { level: string; date: string; figures: Readonly<Record<string, unknown>> };
  return { tier: level, mark: markOf(figures), since: date };
};
