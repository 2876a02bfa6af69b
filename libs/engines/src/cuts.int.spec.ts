import { randomUUID } from 'node:crypto';
import { type Append, type EventStore, type NewEvent, type Outcome, OutcomeUnknown } from '@rapport/event-store';
import {
  type FaultProxy,
  type FreshDatabase,
  aNewEvent,
  faultProxy,
  freshDatabase,
  kurrentDouble,
  seededRandom,
} from '@rapport/testing';
import { kurrentEventStore, postgresEventStore } from './index';

/** Commits in flight that are cut: a few dozen, all of them with `--full`. */
const CUTS = process.env['RAPPORT_FULL'] ? 1_000 : 30;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

/** A store behind a network that can be cut, and one beside it that sees what is there. */
interface Site {
  readonly far: EventStore;
  readonly near: EventStore;
  readonly proxy: FaultProxy;
  /** True for the message that carries an append. */
  readonly isAppend: (chunk: Buffer) => boolean;
  close(): Promise<void>;
}

const limits = { answer: 2_000, deadline: 20_000 };

const postgres = async ({ url }: FreshDatabase): Promise<Site> => {
  const proxy = await faultProxy(url);
  const near = await postgresEventStore(url);
  const far = await postgresEventStore(proxy.url, limits);
  const isAppend = (chunk: Buffer): boolean => chunk.includes('rapport_append');
  return { far, near, proxy, isAppend, close: async () => void (await proxy.close()) };
};

const kurrentLog = async ({ url }: FreshDatabase): Promise<Site> => {
  const double = await kurrentDouble();
  const proxy = await faultProxy(double.url);
  const near = await kurrentEventStore(double.url, { database: url });
  const far = await kurrentEventStore(proxy.url, { database: url, ...limits });
  const isAppend = (chunk: Buffer): boolean => chunk.includes('PurchaseMade');
  return { far, near, proxy, isAppend, close: async () => void (await proxy.close(), await double.stop()) };
};

const kurrentIndex = async ({ url }: FreshDatabase): Promise<Site> => {
  const double = await kurrentDouble();
  const proxy = await faultProxy(url);
  const near = await kurrentEventStore(double.url, { database: url });
  const far = await kurrentEventStore(double.url, { database: proxy.url, ...limits });
  const isAppend = (chunk: Buffer): boolean => chunk.includes('rapport_kurrent.');
  return { far, near, proxy, isAppend, close: async () => void (await proxy.close(), await double.stop()) };
};

const CALLERS = 4;

/** Repeats an append whose outcome is unknown, as callers do; then it may be known as their own. */
const known = async (store: EventStore, append: Append): Promise<Outcome> => {
  for (let unknown = false; ; unknown = true) {
    try {
      const [outcome] = await store.append([append]);
      expect(outcome!.status).toMatch(unknown ? /^(appended|duplicate)$/ : /^appended$/);
      return outcome!;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
    }
  }
};

describe.each([
  ['PostgreSQL', postgres],
  ['KurrentDB', kurrentLog],
  ['the index of KurrentDB', kurrentIndex],
])(`commits in flight to %s, cut ${CUTS} times (seed ${SEED})`, (_, open) => {
  let database: FreshDatabase;
  let site: Site;
  beforeAll(async () => {
    database = await freshDatabase();
    site = await open(database);
  });
  afterAll(async () => {
    await site?.far.close();
    await site?.near.close();
    await site?.close();
    await database?.drop();
  });

  it(
    'lose nothing, write nothing twice, and are answered rightly',
    async () => {
      const { far, near, proxy, isAppend } = site;
      const random = seededRandom(SEED);
      const sent: { append: Append; outcome: Outcome }[] = [];
      let cuts = 0;
      let cutting = true;
      const progress: (() => void)[] = [];
      const caller = async (name: string): Promise<void> => {
        const versions = new Map<string, number>();
        while (cutting) {
          const stream = `${name}-${random.below(3)}`;
          const events: NewEvent[] = Array.from({ length: 1 + random.below(3) }, () =>
            aNewEvent({ fingerprint: 'ab' }),
          );
          const version = versions.get(stream) ?? 0;
          const append: Append = { stream, expected: random.below(2) ? version : 'any', events };
          const outcome = await known(far, append);
          sent.push({ append, outcome });
          progress.splice(0).forEach((go) => go());
          versions.set(stream, version + events.length);
        }
      };
      const callers = Array.from({ length: CALLERS }, () => caller(`customer-${randomUUID()}`));
      for (; cuts < CUTS; cuts++) {
        await proxy.cutOnNext(isAppend, random.below(3) > 0);
        // Cuts shall hit many appends and not one for ever.
        await new Promise<void>((go) => progress.push(go));
      }
      cutting = false;
      await Promise.all(callers);

      expect(sent.length).toBeGreaterThanOrEqual(CALLERS);
      const log = new Map<string, { stream: string; version: number; position: string; recordedAt: string }[]>();
      for await (const batch of near.read([...new Set(sent.map(({ append }) => append.stream))]))
        for (const { id, stream, version, position, recordedAt } of batch)
          log.set(id, [...(log.get(id) ?? []), { stream, version, position, recordedAt }]);
      expect([...log.values()].filter((copies) => copies.length > 1)).toEqual([]);
      expect(log.size).toBe(sent.reduce((sum, { append }) => sum + append.events.length, 0));
      for (const { append, outcome } of sent) {
        const there = append.events.map(({ id }) => log.get(id)![0]);
        expect('placed' in outcome && outcome.placed.map((place) => ({ stream: append.stream, ...place }))).toEqual(
          there,
        );
      }
      // Another writer is told that they are known, and that another content is not.
      for (const { append } of sent.slice(-20)) {
        expect((await near.append([{ ...append, expected: 'any' }]))[0]).toMatchObject({ status: 'duplicate' });
        const changed = append.events.map((event) => ({ ...event, fingerprint: 'cd' }));
        expect((await near.append([{ ...append, events: changed }]))[0]).toMatchObject({ status: 'conflict' });
      }
    },
    60_000 + CUTS * 2_000,
  );
});
