import { lazily } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent, uuid5, type Fact } from '@rapport/events';
import { appendDecisions, appendToRule } from './append-run';
import type { Close } from './close';
import { learnedFor, type Learner } from './learning';
import { recordedRun } from './recorded-run';
import type { Decision, RuleInput, RuleKind } from './rule';
import { decisionEvent, runEvent, type Streamed } from './rule-event';
import type { RuleVersion } from './rule-versions';
import type { Said } from './standings';
import { unhurried } from './unhurried';

type RunStore = Pick<EventStore, 'append' | 'find' | 'follow'>;

/** The run of a rule at a close. */
export const runId = (rule: string, { zone, date, restatement }: Close): string =>
  uuid5('run', rule, zone, date, String(restatement));

/** What a run leaves: what its decisions say, and how everybody stands now (absent when it was only read). */
export interface Ran<Kept> {
  readonly said: ReadonlyMap<string, Said>;
  readonly kept?: ReadonlyMap<string, Kept>;
}

const saidBy = (kind: RuleKind<never>, facts: readonly Fact[]): ReadonlyMap<string, Said> =>
  new Map(facts.map((fact) => [fact.handle, kind.said(fact as unknown as Decision)]));

/** What the log has of this run already; undefined when it was never closed. */
export const readRun = async <Kept>(
  store: Pick<EventStore, 'find' | 'follow'>,
  kind: RuleKind<Kept>,
  rule: string,
  run: string,
): Promise<Ran<Kept> | undefined> => {
  const facts = await recordedRun(store, rule, run);
  return facts && { said: saidBy(kind as unknown as RuleKind<never>, facts) };
};

/** Opens the run: the first one who does fixes which version decides. Returns that version's number. */
export const openRun = async (
  store: RunStore,
  version: RuleVersion,
  close: Close,
  run: string,
  revisions: Map<string, number>,
): Promise<number> => {
  const { zone, date, endsAt, position: basis, restatement } = close;
  const data = {
    ...{ run, rule: version.rule, version: version.version, zone, date, endsAt, basis },
    ...(restatement > 0 && { restatement }),
    ...(close.nextDate !== null && { until: close.nextDate }),
  };
  const opened = await appendToRule(store, version.rule, runEvent(version, close, 'RuleRunOpened', data), revisions);
  return opened.data['version'] as number;
};

/**
 * Decides and appends: the decisions in parts, then the end of the run. Doing it again appends nothing new. Decisions are made part
 * by part as well: those of a million customers are gigabytes.
 */
export const decideRun = async <Kept>(
  store: RunStore,
  kind: RuleKind<Kept>,
  given: RuleInput,
  previous: ReadonlyMap<string, Kept>,
  { revisions, learner }: { readonly revisions: Map<string, number>; readonly learner: Learner },
): Promise<Ran<Kept>> => {
  const input = await learnedFor(store, kind, given, previous, learner);
  const { version, close, run } = input;
  const { decisions, kept, population, cutoffs, figures } = await unhurried(kind.decide(input, previous));
  const said = new Map<string, Said>();
  const events = lazily(function* (): Generator<Streamed> {
    for (const decision of decisions) {
      said.set(decision.customer, kind.said(decision));
      yield decisionEvent(version, close, run, decision);
    }
  });
  const { others, count, digest } = await appendDecisions(store, version.rule, events);
  const counted = { count, population, cutoffs, digest, figures };
  const data = { run, rule: version.rule, date: close.date, ...counted };
  await appendToRule(store, version.rule, runEvent(version, close, 'RuleRunClosed', data), revisions);
  if (others.size === 0) return { said, kept };
  return {
    said: new Map([...said, ...saidBy(kind as unknown as RuleKind<never>, [...others.values()].map(decodeEvent))]),
  };
};
