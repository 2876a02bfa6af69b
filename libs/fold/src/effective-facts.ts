import type { Fact, SealedCell } from '@rapport/events';
import { compareOccurred } from './order';

const PERSONAL = 'data.';

/** True for facts that say something about other facts (corrections) or about who is who: no fold of a customer sees them. */
export const isAboutFacts = (fact: Fact): boolean => fact.channel === 'record' || fact.channel === 'identity';

/**
 * What a customer's facts amount to: corrections and retractions are applied to the event they name (always the original),
 * in the order (occurredAt, eventId) of the correcting events, so that the last one wins; then all is sorted by
 * (occurredAt, eventId). The result depends on the set of facts only, never on the order in which they arrived. A
 * correction replaces `data`, the time if it states one, and the personal fields it brings; all else stays.
 */
export const effectiveFacts = (facts: readonly Fact[]): readonly Fact[] => {
  const records = facts.filter(({ channel }) => channel === 'record').sort(compareOccurred);
  const plain = facts.filter((fact) => !isAboutFacts(fact));
  return (records.length === 0 ? plain : applied(plain, records)).sort(compareOccurred);
};

const applied = (plain: readonly Fact[], records: readonly Fact[]): Fact[] => {
  const byTarget = new Map<string, Fact[]>();
  for (const record of records) byTarget.set(targetOf(record), [...(byTarget.get(targetOf(record)) ?? []), record]);
  return plain.flatMap((fact) => {
    const itsRecords = byTarget.get(fact.eventId) ?? [];
    return itsRecords.at(-1)?.type === 'InteractionRetracted' ? [] : [itsRecords.reduce(corrected, fact)];
  });
};

/** The original event that a correction or retraction is about. */
export const targetOf = (record: Fact): string => String(record.data['target']);

const corrected = (fact: Fact, record: Fact): Fact => {
  if (record.type !== 'InteractionCorrected') return fact;
  const { data, occurredAt } = record.data as { data?: Fact['data']; occurredAt?: string };
  return {
    ...fact,
    data: data ?? fact.data,
    occurredAt: occurredAt ?? fact.occurredAt,
    sealed: { ...fact.sealed, ...replacedCells(record) },
  };
};

const replacedCells = (record: Fact): Record<string, SealedCell> =>
  Object.fromEntries(
    Object.entries(record.sealed)
      .filter(([field]) => field.startsWith(PERSONAL))
      .map(([field, cell]) => [field.slice(PERSONAL.length), cell]),
  );
