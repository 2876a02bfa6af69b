import { joinCustomers, splitCustomer, type IdentityOutcome } from '@rapport/decisions';
import { memoryEventStore, type EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { customerRow, effectiveFacts, entryRows } from '@rapport/fold';
import { seededRandom } from '@rapport/testing';
import { membership } from '../membership';
import { linksOf } from '../world/links';
import { course, entries, totals } from '../world/projections';
import { logOf, openStage, settled, type Stage } from '../world/stage';
import { appendOf, handleIn, makeStory } from '../world/story';
import { LogUnreachable } from './log';
import { openPast, type Past } from './past';

const command = { by: 'key a-17', at: '2026-11-20T10:00:00.000Z' };

describe('the past of a customer', () => {
  let stage: Stage;
  let store: EventStore;
  let past: Past;
  let log: readonly Fact[];
  let now = Date.UTC(2026, 5, 1);

  beforeAll(async () => {
    stage = await openStage();
    // Several events share each moment, as in any store that is busy.
    store = memoryEventStore({ batch: 10, now: () => (now += 0.4) });
    past = openPast({ sql: stage.database.pool, store: async () => store });
    const following = await stage.follow(store);
    for (const told of makeStory(seededRandom(8), 32, 5)) await store.append([appendOf(0, told)]);
    await settled(stage, store);
    const { handlesOf, edgesOf, resolve } = membership(stage.database.pool);
    const owners = [...new Set((await logOf(store)).map(({ handle }) => handle))];
    const customers = [...new Set((await resolve(owners)).values())];
    const [one, other] = [customers[0]!, customers.at(-1)!];
    const nodes = async (customer: string) =>
      (await handlesOf(customer)).map(({ handle, type, issuer }) => ({ handle, type, ...(issuer && { issuer }) }));
    const edges = async (customer: string) => edgesOf((await nodes(customer)).map(({ handle }) => handle));
    const off = (await nodes(other)).map(({ handle }) => handle);
    const record = async (outcome: IdentityOutcome): Promise<void> => {
      if (!outcome.ok) throw new Error(outcome.detail);
      await store.append(outcome.events.map(({ stream, ...event }) => ({ stream, expected: 'any', events: [event] })));
      await settled(stage, store);
    };
    await record(joinCustomers(await nodes(one), await nodes(other), await edges(one), command));
    await record(splitCustomer(await nodes((await resolve([one])).get(one)!), off, await edges((await resolve([one])).get(one)!), command)); // prettier-ignore
    await following.stop();
    log = await logOf(store);
  });
  afterAll(() => stage.close());

  /** What an independent fold of a part of the log says of everybody. */
  const expected = (facts: readonly Fact[], until?: string) => {
    const customerOf = linksOf(facts);
    const groups = new Map<string, Fact[]>();
    for (const fact of facts) {
      if (!facts.some(({ handles }) => handles.some(({ handle }) => handle === fact.handle))) continue;
      const customer = customerOf(fact.handle);
      groups.set(customer, [...(groups.get(customer) ?? []), fact]);
    }
    return [...groups].map(([customer, own]) => {
      const counted = until === undefined ? own : effectiveFacts(own).filter(({ occurredAt }) => occurredAt <= until);
      return {
        ...{ customer, own, totals: customerRow(totals, counted), course: customerRow(course, counted) },
        entries: entryRows(entries, own),
      };
    });
  };

  it('is at every position what an independent fold of the log up to there says, links and corrections of then', async () => {
    expect(new Set(log.map(({ type }) => type)).size).toBeGreaterThanOrEqual(6);
    let sizes = 0;
    for (const [nth, { position }] of log.entries()) {
      for (const one of expected(log.slice(0, nth + 1))) {
        const asked = one.own[nth % one.own.length]!.handle;
        const found = (await past.customer(asked, position))!;
        expect(found.customer).toBe(one.customer);
        expect(found.row(totals)).toEqual(one.totals);
        expect(found.row(course)).toEqual(one.course);
        expect(found.entries(entries)).toEqual(one.entries);
        sizes = Math.max(sizes, found.handles.length);
      }
    }
    expect(sizes).toBeGreaterThan(3);
  }, 120_000);

  it('is what had happened by a moment, as corrected since', async () => {
    const { position } = log.at(-1)!;
    const moments = [...new Set(log.map(({ occurredAt }) => occurredAt))].sort();
    let late = 0;
    for (const until of moments.filter((_, nth) => nth % 7 === 0)) {
      for (const one of expected(log, until)) {
        const found = (await past.customer(one.customer, position, until))!;
        expect(found.row(totals)).toEqual(one.totals);
        expect(found.row(course)).toEqual(one.course);
        if (found.row(totals)?.events !== found.events) late += 1;
      }
    }
    expect(late).toBeGreaterThan(5);
  });

  it('knows nobody before the first event that carried them', async () => {
    for (const [nth, { handles }] of log.entries()) {
      const before = await past.positionAt('2001-01-01T00:00:00.000Z');
      const [ref] = handles;
      if (!ref || log.slice(0, nth).some((fact) => fact.handles.some(({ handle }) => handle === ref.handle))) continue;
      expect(await past.customer(ref.handle, before)).toBeNull();
      if (nth > 0) expect(await past.person(ref.handle, log[nth - 1]!.position)).toBeNull();
      expect(await past.person(ref.handle, log[nth]!.position)).not.toBeNull();
    }
    expect(await past.customer('00000000-0000-4000-8000-00000000dead', log.at(-1)!.position)).toBeNull();
  });

  it('has the position of any moment, and none of one to come', async () => {
    for (const { recordedAt } of log) {
      const last = log.findLast((fact) => fact.recordedAt <= recordedAt)!;
      expect(await past.positionAt(recordedAt)).toBe(last.position);
    }
    await expect(past.positionAt('2999-01-01T00:00:00.000Z')).rejects.toThrow('to come');
  });

  it('says when the log cannot be reached, and tries again the next time', async () => {
    let reachable = false;
    const open = async (): Promise<EventStore> => {
      if (!reachable) throw new Error('no route to host');
      return store;
    };
    const far = openPast({ sql: stage.database.pool, store: open });
    await expect(far.customer(log[0]!.handle, log[0]!.position)).rejects.toThrow(LogUnreachable);
    reachable = true;
    expect(await far.customer(log[0]!.handle, log[0]!.position)).not.toBeNull();
  });

  it('is refused where it is longer than an answer may read', async () => {
    const short = openPast({ sql: stage.database.pool, store: async () => store, eventsMax: 1 });
    const busy = expected(log).find(({ own }) => own.length > 3)!;
    await expect(short.customer(busy.customer, log.at(-1)!.position)).rejects.toThrow('more than 1 events');
  });
});
