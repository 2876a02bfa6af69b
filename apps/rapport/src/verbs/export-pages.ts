import type { Client } from '../client';
import { Advice, EXIT } from '../terminal';

/** One thing of an export: an event or a row. */
export type Item = Readonly<Record<string, unknown>>;

/** What is exported: where it stands, and its items page by page. */
export interface Exported {
  readonly of: string;
  /** Everything up to this position is in it. */
  readonly position: string;
  /** The moments that it is about; absent = now. */
  readonly asOf?: object;
  /** How many there are, as far as that can be known. */
  readonly about: number | null;
  pages(): AsyncGenerator<readonly Item[]>;
}

interface EventsPage {
  readonly events: readonly Item[];
  readonly next: string | null;
  readonly head: string;
  readonly atEnd: boolean;
}
interface RowsPage {
  readonly projection?: string;
  readonly position: string;
  readonly asOf?: object;
  readonly rows: readonly Item[];
  readonly next: string | null;
}

/** Which events; all parts that are given must hold. */
export interface Chosen {
  readonly type?: string;
  readonly channel?: string;
  /** A position. */
  readonly after?: string;
}

const PAGE = 2_000;

const queryOf = (parts: Readonly<Record<string, string | number | null | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.toString();
};

/** A page of the log. */
export const eventsPage = (
  client: Pick<Client, 'ask'>,
  chosen: Chosen,
  after: string | null,
  limit = PAGE,
): Promise<EventsPage> =>
  client.ask('GET', `/v1/events?${queryOf({ ...chosen, after, limit })}`) as Promise<EventsPage>;

/** A position as a number: how many events lie at or before it, where positions have no gaps. */
export const ordinalOf = (position: string | null | undefined): number => Number((position ?? '').slice(-19));

/**
 * True when positions count events, judged by the first event after one. Only the PostgreSQL engine promises it; positions of
 * KurrentDB count bytes of its log.
 */
export const isGapless = ({ events: [first] }: Pick<EventsPage, 'events'>, after: string | null | undefined): boolean =>
  first !== undefined && ordinalOf(String(first['position'])) === ordinalOf(after) + 1;

/** The events up to the end that the log has now: what comes meanwhile is not in the export. */
export const exportedEvents = async (client: Pick<Client, 'ask'>, chosen: Chosen): Promise<Exported> => {
  const page = await eventsPage(client, chosen, chosen.after ?? null, 1);
  const { head } = page;
  const all = chosen.type === undefined && chosen.channel === undefined;
  return {
    of: 'events',
    position: head,
    about: all && isGapless(page, chosen.after) ? ordinalOf(head) - ordinalOf(chosen.after) : null,
    async *pages() {
      for (let after = chosen.after ?? null; ;) {
        const page = await eventsPage(client, chosen, after);
        const within = page.events.filter(({ position }) => String(position) <= head);
        if (within.length > 0) yield within;
        if (page.atEnd || page.next === null || page.next >= head) return;
        after = page.next;
      }
    },
  };
};

/** The rows of a projection. They move while they are read: each is at or after the position. */
export const exportedRows = (client: Pick<Client, 'ask'>, projection: string, last?: string): Promise<Exported> =>
  exportedFrom(client, projection, `/v1/projections/${encodeURIComponent(projection)}/rows`, last);

/** Which handle belongs to which customer now; erased persons have handles and no customer. It moves while it is read. */
export const exportedHandles = (client: Pick<Client, 'ask'>): Promise<Exported> =>
  exportedFrom(client, 'handles', '/v1/handles');

/** The rows of a projection of the past, by its id: they do not move. */
export const exportedPast = (
  client: Pick<Client, 'ask'>,
  projection: string,
  past: string,
  last?: string,
): Promise<Exported> => exportedFrom(client, projection, `/v1/pasts/${encodeURIComponent(past)}/rows`, last);

const exportedFrom = async (
  client: Pick<Client, 'ask'>,
  of: string,
  path: string,
  last?: string,
): Promise<Exported> => {
  const ask = (cursor: string | null): Promise<RowsPage> =>
    client.ask('GET', `${path}?${queryOf({ cursor, limit: PAGE, last })}`) as Promise<RowsPage>;
  const first = await ask(null);
  if (first.projection !== undefined && first.projection !== of)
    throw new Advice(`these are rows of ${first.projection}, not of ${of}`, EXIT.usage);
  return {
    of,
    position: first.position,
    ...(first.asOf && { asOf: first.asOf }),
    about: null,
    async *pages() {
      for (let page = first; ; page = await ask(page.next)) {
        if (page.rows.length > 0) yield page.rows;
        if (page.next === null) return;
      }
    },
  };
};
