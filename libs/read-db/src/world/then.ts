import type { Fact } from '@rapport/events';
import {
  customerRow,
  effectiveFacts,
  entryRows,
  isToldTier,
  type Projection,
  RuleRuns,
  toldFacts,
} from '@rapport/fold';
import { linksOf } from './links';

/** A row into which nothing counts any more: what was in it was taken back. */
export const isEmpty = (row: any): boolean =>
  row.count === 0 || row.state?.[0] === 0 || (row.counts !== undefined && Object.keys(row.counts).length === 0);

/**
 * What an independent fold of a part of the log says, by the links that it told of last: of all of it, or of what had happened by a moment.
 * Nothing is shared with what is tested but the folds.
 */
export const rowsThen = (facts: readonly Fact[], projection: Projection, until?: string): Record<string, object> => {
  const hadHappened = ({ occurredAt }: Fact): boolean => until === undefined || occurredAt <= until;
  if (projection.scope === 'entry') {
    const counted = until === undefined ? facts : effectiveFacts(facts).filter(hadHappened);
    const rows = [...entryRows<object>(projection, counted)].filter(([, row]) => !isEmpty(row));
    return Object.fromEntries(rows.sort());
  }
  const runs = projection.tiersOf ? new RuleRuns(projection.tiersOf) : null;
  for (const fact of facts) runs?.take(fact);
  const customerOf = linksOf(facts);
  const known = new Set(facts.flatMap(({ handles }) => handles.map(({ handle }) => handle)));
  const groups = new Map<string, Fact[]>();
  for (const fact of facts.filter(({ handle }) => known.has(handle)))
    groups.set(customerOf(fact.handle), [...(groups.get(customerOf(fact.handle)) ?? []), fact]);
  const rows = [...groups].map(([customer, own]) => {
    const tiers = own.filter((fact) => isToldTier(projection, fact));
    const told = toldFacts(projection, tiers, runs, customer);
    const counted = [...effectiveFacts(own), ...told].filter(hadHappened);
    return [customer, customerRow<object>(projection, counted)] as const;
  });
  return Object.fromEntries(rows.filter(([, row]) => row !== undefined).sort()) as Record<string, object>;
};
