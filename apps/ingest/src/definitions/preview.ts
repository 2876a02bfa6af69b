import type { Compiled, CustomerGroups, Group, PlaceRow } from '@rapport/definitions';
import { decodeEvent, type Fact, NOBODY } from '@rapport/events';
import { type CustomerProjection, customerRow, type EntryProjection, entryRows } from '@rapport/fold';
import type { EventStore } from '@rapport/event-store';
import type { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';
import { soundDefinition } from './define-projection';
import { fitting } from './fitting';
import { tiersOfSample, type WithTiers } from './tiers-of-sample';

/** Events of a sample, and how long reading and folding them may take: together with all else two seconds. */
const EVENTS_MAX = 20_000;
const FEW = 2_000;
/** Of each of two readings. */
const READ_MS = 400;
const FOLD_MS = 900;
const ROWS_MAX = 100;

/** What a description would give, from the newest events only, and what building it over everything would take. */
export interface Preview {
  readonly rows: readonly object[];
  /** The events that were looked at: how many, how many of them are counted in rows, and between which positions. */
  readonly sample: { readonly events: number; readonly counted: number; readonly from: string; readonly to: string };
  /** Events of the whole history, where positions count them. */
  readonly events: number;
  /** About how long the build would take here, at the speed of the sample. */
  readonly estimatedSeconds: number;
}

const ordinalOf = (position: string): number => Number(position.slice(-19) || 0);

/** Some way before the end of the log, as positions that count events tell it; null = from the beginning. */
const startOf = (head: string, events: number): string | null => {
  const start = ordinalOf(head) - events;
  return start > 0 ? `${head.slice(0, 9)}${String(start).padStart(19, '0')}` : null;
};

/** Events that were read, whether up to the end that was wanted, and in how long. */
interface Read {
  readonly facts: readonly Fact[];
  readonly isWhole: boolean;
  readonly tookMs: number;
}

const read = async (store: Pick<EventStore, 'follow'>, after: string | null, head: string): Promise<Read> => {
  const stop = new AbortController();
  const facts: Fact[] = [];
  let isWhole = false;
  const began = performance.now();
  // Nothing may come at all: then it is not waited for.
  const timer = setTimeout(() => stop.abort(), READ_MS * 1.25);
  try {
    for await (const events of store.follow(after, stop.signal)) {
      for (const event of events) if (event.position <= head) facts.push(decodeEvent(event));
      isWhole = events.at(-1)!.position >= head;
      if (isWhole || performance.now() - began > READ_MS || facts.length >= EVENTS_MAX) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  return { facts, isWhole, tookMs: performance.now() - began };
};

/** The newest events: a few, or as many as there is time for. What is cut off before the end are not the newest. */
const newest = async (store: Pick<EventStore, 'follow'>, head: string): Promise<Read> => {
  const few = await read(store, startOf(head, FEW), head);
  if (!few.isWhole || few.facts.length < FEW) return few;
  const many = await read(store, startOf(head, EVENTS_MAX), head);
  return many.isWhole ? many : few;
};

const NOTHING: Read = { facts: [], isWhole: true, tookMs: 0 };

const groupsOf = async (
  { projection, scope, grouping, customer: whose }: Compiled,
  facts: readonly Fact[],
  customerOf: (handle: string) => Promise<string>,
  withTiers: WithTiers,
): Promise<readonly (readonly [customer: string | null, place: string, group: Group])[]> => {
  const fold = projection(1);
  if (scope === 'entry') {
    return [...entryRows(fold as EntryProjection<PlaceRow>, facts).values()].map(({ place, state }) => [null, place, state]); // prettier-ignore
  }
  const handles = [...new Set(facts.map(({ handle }) => handle))].filter((handle) => handle !== NOBODY);
  const whoseHandles = await Promise.all(handles.map(async (handle) => [handle, await customerOf(handle)] as const));
  const customers = new Map(whoseHandles);
  const own = new Map<string, Fact[]>();
  for (const fact of facts) {
    const customer = customers.get(fact.handle);
    if (customer === undefined) continue;
    const theirs = own.get(customer);
    if (theirs) theirs.push(fact);
    else own.set(customer, [fact]);
  }
  const told = await withTiers(own);
  const rows = [...told].map(([customer, theirs]) => [customer, customerRow(fold as CustomerProjection<CustomerGroups>, theirs)] as const); // prettier-ignore
  const each = rows.flatMap(([customer, row]) =>
    Object.entries(row?.groups ?? {}).map(([place, group]) => [customer, place, group] as const),
  );
  if (whose !== null) return each;
  const merged = new Map<string, Group>();
  for (const [, place, group] of each) {
    const before = merged.get(place);
    merged.set(place, before ? grouping.merge(before, group, true) : group);
  }
  return [...merged].map(([place, group]) => [null, place, group]);
};

/** Folds the newest events as the description says, within two seconds. @throws Problem 422 */
export const preview = async (
  { store, customerOf }: Pick<IngestParts, 'store' | 'customerOf'>,
  document: unknown,
): Promise<Preview> => {
  const { compiled } = await soundDefinition({ store }, document);
  const whoseIs = new Map<string, Promise<string>>();
  const customer = (handle: string): Promise<string> => {
    const known = whoseIs.get(handle) ?? customerOf(handle);
    whoseIs.set(handle, known);
    return known;
  };
  const { position: head } = await orUnavailable(() => store.head());
  // Where positions do not count events there may be none at this one; then the sample begins with the log.
  const { facts: found, tookMs: readMs } =
    ordinalOf(head) === 0 ? NOTHING : await newest(store, head).catch(() => read(store, null, head));
  const withTiers = tiersOfSample(store, compiled.projection(1) as CustomerProjection<CustomerGroups>, head);
  const fitted = await fitting(found, FOLD_MS, (some) => groupsOf(compiled, some, customer, withTiers));
  const facts = fitted.sample;
  const groups = fitted.result.filter(([, , [n]]) => n > 0);
  const secondsEach = (readMs / Math.max(found.length, 1) + fitted.tookMs / Math.max(facts.length, 1)) / 1_000;
  const total = ordinalOf(head);
  const whose = compiled.customer;
  return {
    rows: [...groups]
      .sort(([, a], [, b]) => (a < b ? -1 : 1))
      .slice(0, ROWS_MAX)
      .map(([customer, place, group]) => ({
        ...(whose !== null && { [whose]: customer }),
        ...compiled.grouping.show(place, group),
      })),
    sample: {
      ...{ events: facts.length, counted: groups.reduce((sum, [, , [n]]) => sum + n, 0) },
      ...{ from: facts[0]?.position ?? '', to: facts.at(-1)?.position ?? '' },
    },
    events: total,
    estimatedSeconds: facts.length === 0 ? 0 : Math.max(1, Math.ceil(secondsEach * total)),
  };
};
