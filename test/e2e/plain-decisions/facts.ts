import { dayAt } from './days';

/** An event as a close knows it: corrected, with whose it was then. */
export interface Fact {
  readonly eventId: string;
  readonly type: string;
  readonly channel: string;
  readonly source: string;
  readonly at: number;
  /** Number of its local day. */
  readonly day: number;
  readonly data: Readonly<Record<string, any>>;
  readonly customer: string;
}

/** What a close may look at: the log below it, its end, and who was who. */
export interface Close {
  readonly date: string;
  readonly day: number;
  readonly zone: string;
  readonly endsAt: number;
  readonly log: readonly any[];
  readonly customers: ReadonlyMap<string, string>;
}

const OURS = ['identity', 'clock', 'rule', 'privacy', 'projection', 'policy', 'task'];
/** Earlier first; of one moment by id. */
export const inTime = <One extends { readonly at: number; readonly eventId: string }>(all: readonly One[]): One[] =>
  [...all].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));

/** Everything that was known at the close, also what is dated after the end of its day. */
export const knownAt = ({ log, zone, customers }: Omit<Close, 'date' | 'day' | 'endsAt'>): readonly Fact[] => {
  const first = new Map<string, any>();
  const now = new Map<string, any>();
  for (const event of log) {
    const { eventId, channel, type, data } = event;
    if (OURS.includes(channel)) continue;
    if (type === 'InteractionRetracted') now.delete(data.target);
    else if (type === 'InteractionCorrected') {
      const was = first.get(data.target);
      now.set(data.target, { ...was, type: data.type, data: data.data, occurredAt: data.occurredAt ?? was.occurredAt });
    } else {
      first.set(eventId, event);
      now.set(eventId, event);
    }
  }
  const facts = [...now.values()].map((one): Fact => {
    const at = Date.parse(one.occurredAt);
    const isNobodys = one.handles.every(({ type }: any) => type === 'event');
    const customer = isNobodys ? '' : (customers.get(one.handle) ?? one.handle);
    return { eventId: one.eventId, type: one.type, channel: one.channel, source: one.source, at, day: dayAt(at, zone), data: one.data, customer }; // prettier-ignore
  });
  return inTime(facts);
};

/** Who does not want to be judged: the last word of any of their handles, whichever day is closed. */
export const objectorsIn = (facts: readonly Fact[]): ReadonlySet<string> => {
  const objectors = new Set<string>();
  for (const { type, data, customer } of facts) {
    if (!type.startsWith('Consent') || data['purpose'] !== 'profiling' || data['medium'] || customer === '') continue;
    if (type === 'ConsentGiven') objectors.delete(customer);
    else objectors.add(customer);
  }
  return objectors;
};
