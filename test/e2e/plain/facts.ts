import type { Client } from '../client';

/** An event as it counts: corrected, and with whose it is. */
export interface Told {
  readonly eventId: string;
  readonly occurredAt: string;
  readonly channel: string;
  readonly type: string;
  readonly source: string;
  readonly data: Readonly<Record<string, any>>;
  readonly context: Readonly<Record<string, string>>;
  readonly customer: string;
  /** What had been stated of the customer when it happened. */
  readonly traits: Readonly<Record<string, unknown>>;
}

/** All pages of a list. */
const pages = async (of: (cursor: string) => Promise<readonly [any[], string | null]>): Promise<any[]> => {
  const all: any[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const [rows, next]: readonly [any[], string | null] = await of(cursor);
    all.push(...rows);
    cursor = next;
  }
  return all;
};

/** The log, as anybody with a key can read it. */
export const logOf = (analyst: Client): Promise<any[]> =>
  pages(async (after) => {
    const { body } = await analyst.get(`/v1/events?limit=1000${after && `&after=${after}`}`);
    return [body.events, body.atEnd ? null : body.next];
  });

/** Which customer each handle is of today; of erased ones who they were of before. */
export const customersOf = async (
  analyst: Client,
  before: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> => {
  const rows = await pages(async (cursor) => {
    const { body } = await analyst.get(`/v1/handles?limit=2000${cursor && `&cursor=${cursor}`}`);
    return [body.rows, body.next];
  });
  return new Map(rows.map(({ handle, customerId }) => [handle, customerId ?? before.get(handle) ?? handle]));
};

export const byTime = (one: Told, other: Told): number =>
  one.occurredAt === other.occurredAt
    ? one.eventId < other.eventId
      ? -1
      : 1
    : one.occurredAt < other.occurredAt
      ? -1
      : 1;

const OURS = ['record', 'identity', 'clock', 'rule', 'privacy', 'projection', 'policy', 'task'];

/** What happened, as we know it today: corrections applied in the order in which they were recorded, what was retracted left out. */
export const told = (log: readonly any[], customers: ReadonlyMap<string, string>): readonly Told[] => {
  const all = new Map<string, any>();
  const first = new Map<string, any>();
  for (const { handle, eventId, occurredAt, channel, type, source, data, context = {} } of log) {
    if (type === 'InteractionRetracted') all.delete(data.target);
    else if (type === 'InteractionCorrected') {
      const was = first.get(data.target);
      all.set(data.target, { ...was, type: data.type, data: data.data, occurredAt: data.occurredAt ?? was.occurredAt });
    } else if (!OURS.includes(channel)) {
      const one = { eventId, occurredAt, channel, type, source, data, context, customer: customers.get(handle) ?? handle }; // prettier-ignore
      first.set(eventId, one);
      all.set(eventId, one);
    }
  }
  const known = new Map<string, Record<string, unknown>>();
  return [...all.values()].sort(byTime).map((one) => {
    const traits = { ...known.get(one.customer), ...(one.type === 'ProfileStated' && one.data) };
    known.set(one.customer, traits);
    return { ...one, traits };
  });
};
