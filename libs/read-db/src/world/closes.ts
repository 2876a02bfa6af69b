import {
  addDays,
  canonicalJson,
  decisionStream,
  endOfDay,
  eventIdOf,
  NOBODY,
  type EventBody,
  type EventType,
} from '@rapport/events';
import type { Append } from '@rapport/event-store';
import type { Random } from '@rapport/testing';
import { ruleSource, ruleStream } from '../rules/rule-event';

/** A run: the day that it decides, how often that was decided before, and the next day that was. */
export interface RunTold {
  readonly rule: string;
  readonly zone: string;
  readonly date: string;
  readonly restatement?: number;
  readonly until?: string | undefined;
}

/** The appends of a run that decides about some handles: the tier of each, null = no more. */
export const runOf = (
  { rule, zone, date, restatement = 0, until }: RunTold,
  decided: readonly (readonly [handle: string, tier: string | null])[],
): readonly Append[] => {
  const [run, endsAt] = [eventIdOf(ruleSource(rule), `${date} ${restatement}`), endOfDay(date, zone)];
  const append = (stream: string, id: string, type: EventType, handle: string, data: object): Append => {
    const body: EventBody = {
      ...{ id, source: ruleSource(rule), channel: 'rule', type, v: 1, occurredAt: endsAt, handle, handles: [] },
      ...{ sealed: {}, data: data as EventBody['data'] },
    };
    const event = { id: eventIdOf(ruleSource(rule), id), type, body: canonicalJson(body), fingerprint: '' };
    return { stream, expected: 'any', events: [event] };
  };
  const about = { run, rule, date };
  const figures = { version: 1, endsAt, since: date, population: decided.length, value: '1.00', below: 0 };
  const more = { currency: 'EUR', basis: 'net', cutoffs: [], evidence: { events: [], count: 0 }, reason: 'a spec' };
  const opened = { ...about, version: 1, zone, endsAt, basis: '', restatement, ...(until && { until }) };
  const closed = { ...about, count: decided.length, population: decided.length, cutoffs: [], digest: '', figures: {} };
  return [
    append(ruleStream(rule), `${run}#opened`, 'RuleRunOpened', NOBODY, opened),
    ...decided.map(
      ([handle, tier]) =>
      tier === null
        ? append(decisionStream(handle), `${run}#${handle}`, 'TierEnded', handle, { ...about, tier: 'x', why: 'joined' }) // prettier-ignore
        : append(decisionStream(handle), `${run}#${handle}`, 'TierAssigned', handle, { ...about, ...figures, tier, rankTier: tier, ...more }), // prettier-ignore
    ),
    append(ruleStream(rule), `${run}#closed`, 'RuleRunClosed', NOBODY, closed),
  ];
};

/** Runs of a rule that somebody makes up: how many, of how many days from the first one on, and which tiers there are. */
export interface ClosesTold extends Pick<RunTold, 'rule' | 'zone'> {
  readonly first: string;
  readonly days: number;
  readonly runs: number;
  readonly tiers: readonly string[];
}

/**
 * Runs of a rule in which tiers of handles are decided at random: later days and earlier ones, some of them more than once, each ending
 * where a day begins that was decided before. One list of appends for each run, in order.
 */
export const someCloses = (
  random: Random,
  { rule, zone, first, days, runs, tiers }: ClosesTold,
  handles: readonly string[],
): readonly (readonly Append[])[] => {
  const closed: string[] = [];
  return Array.from({ length: runs }, () => {
    const date = addDays(first, random.below(days));
    const restatement = closed.filter((one) => one === date).length;
    const until = closed.filter((one) => one > date).sort()[0];
    closed.push(date);
    const some = random.shuffle(handles).slice(0, random.below(handles.length + 1));
    const decided = some.map((handle) => [handle, random.below(5) === 0 ? null : random.pick(tiers)] as const);
    return runOf({ rule, zone, date, restatement, until }, decided);
  });
};
