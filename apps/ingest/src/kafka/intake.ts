import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer, type Sender, kafkaClient, letGo, openSender, silenceOf } from '@rapport/kafka';
import type { Admin, Consumer } from 'kafkajs';
import { eachBatch } from './each-batch';
import { Holdings, extentsOf } from './holdings';
import { sayNotices, waitingNotices } from './notices';
import type { IntakeParts } from './parts';
import { type Place, bookmarkOf, lagOf, placeIn } from './place';
import { ensureTopics, groupOf, quarantineTopic } from './topics';

/** How the intake is doing, as its own process sees it. */
export interface IntakeState {
  readonly stage: 'connecting' | 'taking' | 'waiting';
  /** Why nothing moves; null = it moves, or nothing is there. */
  readonly fault: string | null;
  /** Why the quarantine topic cannot be written; null = it can. */
  readonly noticeFault: string | null;
  /** Refusals that are still to be said there, as of the last look. */
  readonly notices: number;
  /** Partitions of this process. */
  readonly partitions: number;
  /** What is known of each topic: how many records wait, in all partitions. */
  readonly topics: Readonly<Record<string, TopicProgress>>;
}

/** How far a topic is read, by whatever process. */
export interface TopicProgress {
  readonly lag: number;
  readonly lost: number;
  readonly begunAnew: number;
  readonly brokenAt: string | null;
  /** Since when `lag` is not 0 and nothing has been taken, in milliseconds of the monotonic clock; null = it moves. */
  readonly standsSince: number | null;
}

const LONGEST_PAUSE_MS = 5_000;
/** Who lets go does so within this time, which is less where a broker does not answer: it would not answer to this either. */
const PARTING_MS = 5_000;
const PARTING_FROM_SILENCE_MS = 1_000;
const TICK_MS = 1_000;
const LOOK_EVERY_TICKS = 5;
/** Partitions that are taken at the same time: while one waits for the database another one is made ready. */
const AT_ONCE = 4;

/** What takes, of one client. */
interface Hands {
  readonly admin: Admin;
  readonly consumer: Consumer;
  readonly sender: Sender;
  readonly holdings: Holdings;
}

const textOf = (error: unknown): string => `${(error as Error).name}: ${(error as Error).message}`;

/**
 * Takes what others write to topics: fetch, admit, and move the bookmark with what was appended. A failure of any kind is said, and
 * taking begins again from the bookmarks.
 */
export class Intake {
  readonly #stop = new AbortController();
  #stage: IntakeState['stage'] = 'connecting';
  #fault: string | null = null;
  #noticeFault: string | null = null;
  #notices = 0;
  #holdings: Holdings | null = null;
  #topics: Record<string, TopicProgress & { readonly taken: number }> = {};
  #ended: Promise<void> | undefined;

  constructor(private readonly parts: IntakeParts) {}

  get state(): IntakeState {
    return {
      ...{ stage: this.#stage, fault: this.#fault, noticeFault: this.#noticeFault, topics: this.#topics },
      notices: this.#notices,
      partitions: this.#holdings?.all().length ?? 0,
    };
  }

  start(): this {
    this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  /** Ends it; what was fetched and not taken is fetched again by the next one. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const began = performance.now();
      await this.#take(signal).catch((error: unknown) => this.#note(error));
      if (performance.now() - began > 60_000) failures = 0;
      const ms = Math.min(LONGEST_PAUSE_MS, 200 * 2 ** Math.min(failures, 8));
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  #note(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const fault = error === null ? null : textOf(error);
    if (fault !== null && fault !== this.#fault) this.parts.log(`intake: ${fault}`);
    this.#fault = fault;
    this.#stage = fault === null ? 'taking' : 'waiting';
  }

  /** Takes until it is stopped or the consumer gives up. */
  async #take(signal: AbortSignal): Promise<void> {
    const { config, sessionTimeoutMs = 10_000 } = this.parts;
    const client = kafkaClient(config, 'rapport-intake');
    const [admin, sender] = [client.admin(), openSender(client)];
    const consumer = client.consumer({
      groupId: groupOf(config),
      ...{ sessionTimeout: sessionTimeoutMs, rebalanceTimeout: 30_000, heartbeatInterval: sessionTimeoutMs / 5 },
      ...{ maxWaitTimeInMs: 200, maxBytesPerPartition: 2 * 1024 * 1024, metadataMaxAge: 60_000 },
      // It crashes to us, and we begin it again and say so.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    });
    const over = new AbortController();
    const within = AbortSignal.any([signal, over.signal]);
    const holdings = new Holdings(this.parts, consumer, admin, (error) => this.#note(error), within);
    let partingMs = PARTING_MS;
    try {
      const broken = brokenBy(consumer, admin, sender);
      await Promise.race([broken, this.#work({ admin, consumer, sender, holdings }, within)]);
    } catch (error) {
      if (error instanceof NoAnswer) partingMs = PARTING_FROM_SILENCE_MS;
      throw error;
    } finally {
      over.abort(new Error('let go'));
      this.#holdings = null;
      // Whoever does not answer is not waited for: the group does without a member that says nothing.
      await Promise.all([consumer, sender, admin].map((part) => letGo(() => part.disconnect(), partingMs)));
    }
  }

  async #work(hands: Hands, signal: AbortSignal): Promise<void> {
    const { admin, consumer, sender, holdings } = hands;
    const { config } = this.parts;
    await admin.connect();
    await ensureTopics(admin, config);
    signal.throwIfAborted();
    await Promise.all([consumer.connect(), sender.connect()]);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#note(null);
      holdings.given(payload.memberAssignment);
    });
    await consumer.subscribe({ topics: config.ingest.map(({ topic }) => topic), fromBeginning: true });
    signal.throwIfAborted();
    this.#holdings = holdings;
    const waits = (error: unknown): void => this.#note(error);
    await consumer.run({
      ...{ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: AT_ONCE },
      eachBatch: eachBatch(this.parts, holdings, { waits, signal }),
    });
    await this.#tick(hands, signal);
  }

  /** What goes on beside: offsets for those who look at lags, notices of what was refused, and how far it all is. */
  async #tick({ admin, consumer, sender, holdings }: Hands, signal: AbortSignal): Promise<void> {
    const committed = new Map<string, number>();
    for (let tick = 0; !signal.aborted; tick++) {
      await sayNotices(this.parts.pool, sender, quarantineTopic(this.parts.config)).then(
        () => (this.#noticeFault = null),
        (error: unknown) => (this.#noticeFault = textOf(error)),
      );
      await commit(consumer, holdings, committed).catch(() => undefined);
      if (tick % LOOK_EVERY_TICKS === 0) await this.#look(admin, holdings).catch((error: unknown) => this.#note(error));
      await pause(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
    await commit(consumer, holdings, committed).catch(() => undefined);
  }

  async #look(admin: Admin, holdings: Holdings): Promise<void> {
    this.#notices = await waitingNotices(this.parts.pool);
    for (const { topic } of this.parts.config.ingest) {
      const extents = await extentsOf(admin, topic);
      const taken = new Map(
        holdings
          .all()
          .filter(({ from }) => from.topic === topic)
          .map((one) => [one, one.place.next]),
      );
      const bookmarks = await this.parts.store.bookmarks.list(bookmarkOf(topic, 0).slice(0, -1));
      const places = new Map(bookmarks.map(({ name, place }) => [name, placeIn(place)]));
      // Somebody put the place back, to have records taken once more; where none come, no append would notice.
      for (const [reading, next] of taken)
        if ((places.get(reading.hold.bookmark)?.next ?? next) < next) holdings.again(topic, reading.partition, 0);
      const known = [...places.values()].filter((place): place is Place => place !== null);
      const sum = known.reduce((sum, { next }) => sum + next, 0);
      const before = this.#topics[topic];
      const lag = [...extents].reduce(
        (sum, [partition, extent]) => sum + lagOf(places.get(bookmarkOf(topic, partition)) ?? null, extent),
        0,
      );
      const stands = lag > 0 && before !== undefined && before.taken === sum;
      this.#topics[topic] = {
        ...{ lag, taken: sum, standsSince: stands ? (before.standsSince ?? performance.now()) : null },
        lost: known.reduce((sum, { lost }) => sum + lost, 0),
        begunAnew: known.reduce((sum, { begun }) => sum + begun, 0),
        brokenAt: known.flatMap(({ brokenAt }) => brokenAt ?? []).sort().at(-1) ?? null, // prettier-ignore
      };
    }
  }
}

/** Fails when the client gives up, or when a broker has left anything unanswered for too long. */
const brokenBy = (consumer: Consumer, admin: Admin, sender: Sender): Promise<never> => {
  const crashed = new Promise<never>((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
  const silence = silenceOf(
    (silent) => consumer.on(consumer.events.REQUEST_TIMEOUT, silent),
    (silent) => admin.on(admin.events.REQUEST_TIMEOUT, silent),
  );
  const broken = Promise.race([crashed, silence, sender.silence]);
  broken.catch(() => undefined);
  return broken;
};

/** Tells the group how far it is, for tools that look there; nothing here reads it. */
const commit = async (consumer: Consumer, holdings: Holdings, committed: Map<string, number>): Promise<void> => {
  // Places as they are told: they may move on while that is under way.
  const moved = holdings
    .all()
    .map(({ from, partition, hold, place }) => ({
      topic: from.topic,
      partition,
      bookmark: hold.bookmark,
      next: place.next,
    }))
    .filter(({ bookmark, next }) => committed.get(bookmark) !== next);
  if (moved.length === 0) return;
  await consumer.commitOffsets(moved.map(({ topic, partition, next }) => ({ topic, partition, offset: String(next) })));
  for (const { bookmark, next } of moved) committed.set(bookmark, next);
};
