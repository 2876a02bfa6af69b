import { memoryEventStore, type EventStore } from '@rapport/event-store';
import {
  canonicalJson,
  customerStream,
  decodeEvent,
  eventIdOf,
  type EventBody,
  type Fact,
  NOBODY,
} from '@rapport/events';
import { inTransaction } from '@rapport/postgres';
import { openReadDb } from '@rapport/read-db';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { PoliciesFollower, policiesSpec } from './follower';

/** What a spec tells: who, what, where. */
export interface Told extends Partial<Pick<EventBody, 'channel' | 'occurredAt' | 'meta'>> {
  readonly type: string;
  readonly of?: string;
  readonly data?: object;
  readonly handles?: readonly string[];
}

/** For specs: a log in memory and the follower of policies on a database of its own, driven step by step. */
export interface GivenPolicies {
  readonly database: FreshDatabase;
  readonly store: EventStore;
  now: Date;
  /** Appends an event; gives back its id. */
  tell(told: Told): Promise<string>;
  publish(policy: string, definition: object, version?: number): Promise<void>;
  /** Lets a follower with nothing remembered read what is new and act, until there is nothing left to do. */
  run(): Promise<void>;
  /** Facts of the log of these types, as they stand. */
  said(...types: readonly string[]): Promise<readonly Fact[]>;
  /** Throws at the nth step that the follower takes outside of itself from now on; null = never. */
  cutAt(step: number | null): void;
  /** Whether the step at which it was to be cut has come. */
  readonly wasCut: boolean;
  /** As after a lost database: reads the log from its beginning again. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const cutting = (): { step: () => void; at: number | null; hit: boolean } => {
  const cut = {
    at: null as number | null,
    hit: false,
    step: (): void => {
      if (cut.at === null) return;
      if (cut.at === 0) {
        cut.at = null;
        cut.hit = true;
        throw new Error('cut');
      }
      cut.at -= 1;
    },
  };
  return cut;
};

/** Fails where the process would die: before and after each append, before each query and after each commit. */
const brittle = (
  store: EventStore,
  pool: Pool,
  step: () => void,
): { readonly store: EventStore; readonly pool: Pool } => ({
  store: {
    ...store,
    append: async (...given) => {
      step();
      const outcomes = await store.append(...given);
      step();
      return outcomes;
    },
    find: (ids) => (step(), store.find(ids)),
  },
  pool: new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query' || name === 'connect') step();
      const member = Reflect.get(target, name) as unknown;
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  }),
});

export const givenPolicies = async (): Promise<GivenPolicies> => {
  const database = await freshDatabase();
  const readDb = await openReadDb(database.url, [], 1);
  const given = { now: new Date('2026-11-20T12:00:00.000Z') };
  const memory = memoryEventStore({ now: () => given.now.getTime() });
  const cut = cutting();
  const { store, pool } = brittle(memory, database.pool, () => cut.step());
  const parts = { pool, store, db: readDb.manager, zone: 'UTC', now: () => given.now, log: () => undefined };
  await policiesSpec(parts);
  let told = 0;
  let taken = '';

  const factsAfter = async (after: string): Promise<readonly Fact[]> => {
    const head = await memory.head();
    if (head.eventId === null || head.position <= after) return [];
    const facts: Fact[] = [];
    const done = new AbortController();
    for await (const events of memory.follow(after === '' ? null : after, done.signal)) {
      facts.push(...events.map(decodeEvent));
      if (events.at(-1)!.position >= head.position) done.abort();
    }
    return facts;
  };

  const tell = async ({ type, of = 'li', data = {}, handles = [], ...more }: Told): Promise<string> => {
    const id = `n${++told}`;
    const handle = of === 'nobody' ? NOBODY : eventIdOf('spec', of);
    const own = of === 'nobody' ? [] : [{ handle, type: 'userId', issuer: 'spec' }];
    const others = handles.map((name) => ({ handle: eventIdOf('spec', name), type: 'email' }));
    const body = {
      ...{ id, source: 'spec', channel: 'store', type, v: 1, occurredAt: given.now.toISOString(), handle },
      ...{ handles: [...own, ...others], data, sealed: {}, ...more },
    };
    const event = { id: eventIdOf('spec', id), type, body: canonicalJson(body), fingerprint: '' };
    await memory.append([{ stream: customerStream(handle), expected: 'any', events: [event] }]);
    return event.id;
  };

  const follow = async (follower: PoliciesFollower): Promise<boolean> => {
    const facts = await factsAfter(taken);
    const to = facts.at(-1)?.position ?? taken;
    if (facts.length > 0)
      await follower.take(facts, async (write) => {
        await inTransaction(pool, write);
        taken = to;
        cut.step();
      });
    await follower.between({ position: taken }, async () => undefined);
    return facts.length > 0;
  };

  return {
    database,
    store: memory,
    get now() {
      return given.now;
    },
    set now(now) {
      given.now = now;
    },
    tell,
    publish: async (policy, definition, version = 1) =>
      void (await tell({
        ...{ type: 'PolicyPublished', of: 'nobody', channel: 'policy' },
        data: { policy, version, definition, holdoutKey: 'key', reason: 'A spec' },
      })),
    run: async () => {
      const follower = new PoliciesFollower(parts);
      // Two rounds without news: in the first the end of the log is seen, in the second what is due is done.
      for (let quiet = 0; quiet < 3;) quiet = (await follow(follower)) ? 0 : quiet + 1;
    },
    said: async (...types) => (await factsAfter('')).filter(({ type }) => types.includes(type)),
    cutAt: (step) => {
      cut.at = step;
      cut.hit = false;
    },
    get wasCut() {
      return cut.hit;
    },
    forget: async () => {
      taken = '';
      await database.pool.query(
        'truncate rapport_policies.policy, rapport_policies.saying, rapport_policies.erased, rapport_policies.pending, rapport_policies.exposure, rapport_policies.goal, rapport_policies.task',
      );
    },
    close: async () => {
      await readDb.destroy();
      await memory.close();
      await database.drop();
    },
  };
};
