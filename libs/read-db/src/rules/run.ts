import { lazily } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent, uuid5, type Fact } from '@rapport/events';
import { appendDecisions, appendToRule } from './append-run';
import type { Close } from './close';
import { learnedFor, type Learner } from './learning';
import { recordedDecisions, recordedEnds } from './recorded-run';
import type { Decision, RuleInput, RuleKind } from './rule';
import { decisionEvents, runEvent, type Streamed } from './rule-event';
import type { RuleVersion } from './rule-versions';
import type { Said } from './standings';
import { unhurried } from './unhurried';

type RunStore = Pick<EventStore, 'append' | 'find' | 'follow'>;

/** The run of a rule at a close. */
export const runId = (rule: string, { zone, date, restatement }: Close): string =>
  uuid5('run', rule, zone, date, String(restatement));

/** What decisions say, by customer. */
export type Told = readonly (readonly [customer: string, said: Said])[];
/** Hears what the decisions of a run say, a part after the other: those of a million customers need not be there at once. */
export type Telling = (part: Told) => Promise<void>;

/** What a run leaves. */
export interface Ran<Kept> {
  readonly count: number;
  /** How everybody stands now; absent when it was only read. */
  readonly kept?: ReadonlyMap<string, Kept>;
}

const saidBy = (kind: RuleKind<never>, fact: Fact): Said => kind.said(fact as unknown as Decision);

/** What the log has of this run already; undefined when it was never closed. */
export const readRun = async <Kept>(
  store: Pick<EventStore, 'find' | 'follow'>,
  kind: RuleKind<Kept>,
  { rule, run }: { readonly rule: string; readonly run: string },
  tell: Telling,
): Promise<Ran<Kept> | undefined> => {
  const ends = await recordedEnds(store, rule, run);
  if (!ends) return undefined;
  let count = 0;
  for await (const facts of recordedDecisions(store, run, ends)) {
    count += facts.length;
    await tell(facts.map((fact) => [fact.handle, saidBy(kind as unknown as RuleKind<never>, fact)]));
  }
  return { count };
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

/** Hears how far a run is. */
export interface RunWatch {
  /** All that it looks at is read, and so many customers are judged. */
  judging(customers: number): void;
  /** They are, and about so many of them something is decided; absent = nobody knows before. */
  deciding(customers: number, toDecide: number | undefined): void;
}

/** What deciding needs besides. */
export interface Deciding {
  readonly revisions: Map<string, number>;
  readonly learner: Learner;
  readonly tell: Telling;
  readonly watch?: RunWatch;
}

/** A decision on its way to the log, and what it says. */
interface Saying extends Streamed {
  readonly customer: string;
  readonly said: Said;
}

/**
 * Decides and appends: the decisions in parts, then the end of the run. Doing it again appends nothing new. Decisions are made part
 * by part as well: those of a million customers are gigabytes.
 */
export const decideRun = async <Kept>(
  store: RunStore,
  kind: RuleKind<Kept>,
  given: RuleInput,
  previous: ReadonlyMap<string, Kept>,
  { revisions, learner, tell, watch }: Deciding,
): Promise<Ran<Kept>> => {
  watch?.judging(given.books.size);
  const input = await learnedFor(store, kind, given, previous, learner);
  const { version, close, run } = input;
  const { decisions, kept, population, cutoffs, figures } = await unhurried(kind.decide(input, previous));
  watch?.deciding(population, decisions.length);
  const eventOf = decisionEvents(version, close, run);
  const events = lazily(function* (): Generator<Saying> {
    for (const decision of decisions) {
      const { customer } = decision;
      const { stream, event } = eventOf(decision);
      yield { stream, event, customer, said: kind.said(decision) };
    }
  });
  const { others, count, digest } = await appendDecisions(store, version.rule, events, (part, other) =>
    tell(
      part.map(({ customer, said, event: { id } }) => {
        const found = other.get(id);
        return [customer, found ? saidBy(kind as unknown as RuleKind<never>, decodeEvent(found)) : said];
      }),
    ),
  );
  const counted = { count, population, cutoffs, digest, figures };
  const data = { run, rule: version.rule, date: close.date, ...counted };
  await appendToRule(store, version.rule, runEvent(version, close, 'RuleRunClosed', data), revisions);
  return others === 0 ? { count, kept } : { count };
};
