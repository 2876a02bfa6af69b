import { heed, sayingOf, type DecidedNow, type Heeded } from '@rapport/decisions';
import { customerStream, decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { effectiveFacts } from '@rapport/fold';
import { membership } from '@rapport/read-db';
import type { IngestParts } from '../parts';

/** What was known of somebody at any moment of the past. */
export interface PastPerson {
  readonly customer: string;
  readonly isErased: boolean;
  /** From what had been recorded by then. */
  heededAt(moment: string): Heeded;
  /** From runs that had been closed by then. */
  decidedAt(moment: string): DecidedNow;
}

const DECIDED = ['TierAssigned', 'TierEnded', 'SegmentEntered', 'SegmentLeft'];

/** When runs of rules were closed; those that restate the past until a later day are none of today's. */
export const closedRuns = async (
  store: IngestParts['store'],
  rules: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const closed = new Map<string, string>();
  const restating = new Set<unknown>();
  for await (const events of store.read(rules.map((rule) => `rule-${rule}`)))
    for (const { type, data, recordedAt } of events.map(decodeEvent)) {
      if (type === 'RuleRunOpened' && data['until'] !== undefined) restating.add(data['run']);
      if (type === 'RuleRunClosed' && !restating.has(data['run'])) closed.set(String(data['run']), recordedAt);
    }
  return closed;
};

const decidedAt = (facts: readonly Fact[], closed: ReadonlyMap<string, string>, moment: string): DecidedNow => {
  const tiers = new Map<string, string>();
  const segments = new Set<string>();
  const stand = facts.filter(({ data }) => (closed.get(String(data['run'])) ?? '9') <= moment);
  const byDay = [...stand].sort((a, b) => (`${a.data['date']} ${a.position}` < `${b.data['date']} ${b.position}` ? -1 : 1)); // prettier-ignore
  for (const { type, data } of byDay) {
    const rule = String(data['rule']);
    if (type === 'TierAssigned') tiers.set(rule, String(data['tier']));
    else if (type === 'TierEnded') tiers.delete(rule);
    else if (type === 'SegmentEntered') segments.add(rule);
    else segments.delete(rule);
  }
  return { tiers, segments };
};

/** The people behind handles, as identity has them now, with what the log says of them up to a position. */
export const pastPeople = async (
  { pool, store, vault }: Pick<IngestParts, 'pool' | 'store' | 'vault'>,
  handles: readonly string[],
  upTo: string,
  closed: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, PastPerson>> => {
  const people = membership(pool);
  const customers = await people.resolve([...new Set(handles)]);
  const made = new Map<string, PastPerson>();
  for (const customer of new Set(customers.values())) {
    const own = [...new Set([customer, ...(await people.handlesOf(customer)).map(({ handle }) => handle)])];
    const facts: Fact[] = [];
    const streams = own.flatMap((handle) => [customerStream(handle), decisionStream(handle)]);
    for await (const events of store.read(streams, upTo)) facts.push(...events.map(decodeEvent));
    const decisions = facts.filter(({ type }) => DECIDED.includes(type));
    const said = effectiveFacts(facts).flatMap((fact) => {
      const saying = sayingOf(fact);
      return saying ? [{ saying, recordedAt: fact.recordedAt }] : [];
    });
    made.set(customer, {
      ...{ customer, isErased: (await vault.erased(own)).size > 0 },
      heededAt: (moment) => heed(said.filter(({ recordedAt }) => recordedAt <= moment).map(({ saying }) => saying)),
      decidedAt: (moment) => decidedAt(decisions, closed, moment),
    });
  }
  return new Map([...customers].map(([handle, customer]) => [handle, made.get(customer)!]));
};
