import { isOwnChannel, typeDefinition, type Fact, type SealedCell } from '@rapport/events';
import { compareOccurred } from './order';

const PERSONAL = 'data.';

/** True for facts that say something about others (corrections, who is who, days, decisions): no fold of a customer sees them. */
export const isAboutFacts = (fact: Fact): boolean => isOwnChannel(fact.channel);

/**
 * What a customer's facts amount to: corrections and retractions are applied to the event they name (always the original),
 * in the order (occurredAt, eventId) of the correcting events, so that the last one wins (one after a retraction brings the event
 * back: admission takes it only from who says so); then all is sorted by
 * (occurredAt, eventId). The result depends on the set of facts only, never on the order in which they arrived. A
 * correction states type, data and time as a whole (no time = as recorded) and replaces the personal fields that it brings;
 * those that it does not speak of stay, unless the type is another one.
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
    const itsRecords = byTarget.get(fact.eventId);
    if (itsRecords === undefined) return fact;
    if (itsRecords.at(-1)?.type === 'InteractionRetracted') return [];
    return itsRecords.reduce((before, record) => corrected(before, record, fact), fact);
  });
};

/** The original event that a correction or retraction is about. */
export const targetOf = (record: Fact): string => String(record.data['target']);

/** Applies one record to what the records before it made of the event; the time falls back to what was recorded. */
const corrected = (before: Fact, record: Fact, recorded: Fact): Fact => {
  if (record.type !== 'InteractionCorrected') return before;
  const { type, data, occurredAt } = record.data as { type?: string; data?: Fact['data']; occurredAt?: string };
  const newType = type !== undefined && type !== before.type;
  return {
    ...before,
    ...(newType ? { type, channel: channelFor(type, before.channel) } : {}),
    data: data ?? before.data,
    occurredAt: occurredAt ?? recorded.occurredAt,
    sealed: { ...(newType ? contextOf(before) : before.sealed), ...replacedCells(record) },
  };
};

/** The channel stays, unless it does not know the new type. */
const channelFor = (type: string, before: Fact['channel']): Fact['channel'] => {
  const known = typeDefinition(type)?.channels ?? [];
  return known.includes(before) ? before : (known[0] ?? before);
};

/** What outlives a change of type: personal fields belong to a type, the context to the event. */
const contextOf = ({ sealed }: Fact): Record<string, SealedCell> =>
  sealed['context'] === undefined ? {} : { context: sealed['context'] };

const replacedCells = (record: Fact): Record<string, SealedCell> =>
  Object.fromEntries(
    Object.entries(record.sealed)
      .filter(([field]) => field.startsWith(PERSONAL))
      .map(([field, cell]) => [field.slice(PERSONAL.length), cell]),
  );
