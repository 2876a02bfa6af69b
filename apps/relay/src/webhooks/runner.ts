import { setTimeout as pause } from 'node:timers/promises';
import { EpochMismatch } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import { asHolder } from '../kafka/tenure';
import { Bell } from './bell';
import { Changed, type Delivery, type Place, disable, take, waitingOf } from './deliveries';
import type { Desk, SigningSecret } from './desk';
import { type Reply, verdictOf } from './judge';
import { bodyOf } from './message';
import { Queue } from './queue';
import { type OpenRedrive, openRedrives } from './redrives';
import { delayAfter } from './schedule';
import { signedHeaders } from './signature';
import type { Reason, Working } from './subscription';
import { takenUp } from './take-up';

/** Requests to one target at a time. */
const AT_ONCE = 8;
/** After so many failures without a success between them one request at a time is enough to see whether the target is back. */
const MISSES = 5;
/** Deliveries of a subscription that wait; what comes after them waits in the log. */
const WAITING_MAX = 1_000;
/** What is told once more leaves room for what is new. */
const REDRIVEN_MAX = 500;
/** How often a place is noted while nothing passes the filter. */
const NOTE_MS = 1_000;
/** How long a stop waits for answers; what is cut off is sent again by the next one. */
const LAST_WORDS_MS = 3_000;

const CONTENT = { 'content-type': 'application/cloudevents+json; charset=utf-8', 'user-agent': 'Rapport-Webhooks/1' };

/** Delivers to one subscription, as it was when this began: a change of it ends this, and another one begins. */
export class Runner {
  readonly #stop = new AbortController();
  readonly #cut = new AbortController();
  readonly #bell = new Bell();
  readonly #queue = new Queue<Delivery>();
  readonly #flying = new Set<Promise<void>>();
  #secrets: readonly SigningSecret[] = [];
  #redrives: OpenRedrive[] = [];
  #at: string;
  #notedAt = 0;
  #isNoted = true;
  #misses = 0;
  #restUntil = 0;
  #failingSince: number | null;
  #ended: Promise<void> | undefined;

  constructor(
    private readonly desk: Desk,
    readonly working: Working,
  ) {
    this.#at = working.position;
    this.#failingSince = working.failingSince === null ? null : Date.parse(working.failingSince);
  }

  start(): this {
    this.#ended ??= this.#run();
    return this;
  }

  /** Something was appended to the log. */
  wake(): void {
    this.#bell.ring();
  }

  /** Ends it, after the answers that are under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const over = new AbortController();
    void pause(LAST_WORDS_MS, undefined, { signal: over.signal }).then(
      () => this.cut(),
      () => undefined,
    );
    await this.#ended;
    over.abort();
  }

  /** Ends it at once: somebody else delivers now. */
  cut(): void {
    this.#stop.abort();
    this.#cut.abort();
  }

  async #run(): Promise<void> {
    const { desk, working } = this;
    const { signal } = this.#stop;
    try {
      this.#secrets = await desk.secretsOf(working.id);
      this.#redrives = await openRedrives(desk.pool, working.id);
      for (const delivery of await waitingOf(desk.pool, working.id)) this.#queue.add(delivery);
      while (!signal.aborted) {
        const isMore = await this.#takeUp();
        this.#send();
        if (!isMore) await this.#bell.wait(this.#pauseMs(), signal);
      }
      if (!this.#cut.signal.aborted) await this.#note();
    } catch (error) {
      await this.#over(error);
    } finally {
      await Promise.all(this.#flying);
    }
  }

  async #over(error: unknown): Promise<void> {
    const { desk, working } = this;
    if (error instanceof Changed) return;
    if (!(error instanceof EpochMismatch)) return desk.failed(error);
    await asHolder(desk.pool, desk.tenure, (sql) => disable(sql, working.id, 'other-history')).catch(desk.failed);
  }

  /** Milliseconds until there is something to be done without anybody saying so; null = nothing. */
  #pauseMs(): number | null {
    const due = this.#queue.flying < this.#most() ? this.#queue.dueAt() : null;
    const at = due === null ? null : Math.max(due, this.#restUntil);
    const noteAt = this.#isNoted ? null : this.#notedAt + NOTE_MS;
    const next = [at, noteAt].filter((one) => one !== null);
    return next.length === 0 ? null : Math.min(2 ** 31 - 1, Math.max(0, Math.min(...next) - Date.now()));
  }

  #most(): number {
    return this.#misses >= MISSES ? 1 : AT_ONCE;
  }

  /** Takes up what comes next in the log, where there is room; false when there is nothing or no room. */
  async #takeUp(): Promise<boolean> {
    const { id: subscription, revision, filter } = this.working;
    let isMore = false;
    const room = WAITING_MAX - this.#queue.size;
    if (room > 0) {
      const events = await this.desk.window.after(this.#at);
      const { taken, position } = takenUp(events, this.#at, filter, room);
      if (taken.length > 0) await this.#take({ subscription, revision, redrive: null, position }, taken);
      if (position !== this.#at) this.#isNoted = taken.length > 0;
      [isMore, this.#at] = [position !== this.#at, position];
    }
    if (!this.#isNoted && Date.now() - this.#notedAt > NOTE_MS) await this.#note();
    return (await this.#takeOnceMore()) || isMore;
  }

  async #takeOnceMore(): Promise<boolean> {
    const [redrive] = this.#redrives;
    const room = REDRIVEN_MAX - this.#queue.size;
    if (!redrive || room <= 0) return false;
    const { id: subscription, revision } = this.working;
    const events = await this.desk.window.after(redrive.position);
    const { taken, position } = takenUp(events, redrive.position, redrive.filter, room, redrive.until);
    await this.#take({ subscription, revision, redrive: redrive.id, position }, taken);
    redrive.position = position;
    if (position >= redrive.until) this.#redrives.shift();
    return true;
  }

  async #take(place: Place, taken: ReturnType<typeof takenUp>['taken']): Promise<void> {
    const { pool, tenure, customersOf } = this.desk;
    const customers = await customersOf([...new Set(taken.map(({ fact }) => fact.handle))]);
    const whole = taken.map((one) => ({ ...one, customer: customers.get(one.fact.handle) ?? one.fact.handle }));
    for (const delivery of await asHolder(pool, tenure, (sql) => take(sql, place, whole))) this.#queue.add(delivery);
    this.#notedAt = Date.now();
  }

  /** Notes the place though nothing was taken, so that nobody looks again at what a filter left out. */
  async #note(): Promise<void> {
    if (this.#isNoted) return;
    const { id: subscription, revision } = this.working;
    await this.#take({ subscription, revision, redrive: null, position: this.#at }, []);
    this.#isNoted = true;
  }

  #send(): void {
    const now = Date.now();
    while (now >= this.#restUntil && this.#queue.flying < this.#most() && !this.#stop.signal.aborted) {
      const delivery = this.#queue.next(now);
      if (!delivery) return;
      const flight = this.#deliver(delivery)
        .catch((error: unknown) => this.desk.failed(error))
        .finally(() => {
          this.#flying.delete(flight);
          this.#bell.ring();
        });
      this.#flying.add(flight);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const at = Date.now();
    const stored = await this.desk.find(delivery.eventId);
    if (!stored) return this.#settle(delivery, at, { status: null, fault: 'the log has no such event', ms: 0 }, true);
    const body = bodyOf(decodeEvent(stored), delivery.customer, delivery.previous);
    const secrets = this.#secrets.filter(({ until }) => until === null || until > at).map(({ text }) => text);
    const reply = await this.desk.post.send({
      url: this.working.url,
      headers: {
        ...CONTENT,
        ...signedHeaders(secrets, delivery.eventId, Math.floor(at / 1_000), body),
        ...(delivery.redrive !== null && { 'rapport-redrive': delivery.redrive }),
      },
      body,
      signal: this.#cut.signal,
    });
    // Nobody knows whether it arrived: whoever comes next sends it again, under the same id.
    if (!this.#cut.signal.aborted) await this.#settle(delivery, at, reply);
  }

  async #settle(delivery: Delivery, begun: number, reply: Reply, isLost = false): Promise<void> {
    const now = Date.now();
    const { kind, error, restMs } = verdictOf(reply, now);
    const isEarly = delivery.isEarly && delivery.dueAt > now;
    const step = kind === 'failed' && !isEarly ? delivery.step + 1 : delivery.step;
    const delay = isEarly ? delivery.dueAt - now : delayAfter(step, Math.random(), restMs, this.desk.patience.delaysMs);
    const isDead = isLost || (kind === 'failed' && delay === null);
    const state = kind === 'delivered' ? 'delivered' : isDead ? 'dead' : 'waiting';
    const dueAt = now + (kind === 'gone' ? 0 : (delay ?? 0));
    const reason = this.#judged(kind, isLost, now, restMs);
    const attempt = { at: new Date(begun).toISOString(), status: reply.status, error, ms: reply.ms };
    const { id: subscription } = this.working;
    await this.desk.settle({ id: delivery.id, subscription, state, step, dueAt, attempt, disable: reason });
    Object.assign(delivery, { step, triedAt: now, isEarly: false });
    if (state === 'waiting') this.#queue.postpone(delivery, dueAt);
    else this.#queue.settle(delivery);
    if (reason !== null) this.#stop.abort();
  }

  /** Remembers how the target is doing; a reason when it is not to be called any more. */
  #judged(kind: 'delivered' | 'failed' | 'gone', isLost: boolean, now: number, restMs: number): Reason | null {
    if (isLost) return null;
    this.#restUntil = Math.max(this.#restUntil, now + restMs);
    if (kind === 'delivered') {
      if (this.#misses >= MISSES) this.#queue.hurry(now);
      [this.#misses, this.#failingSince] = [0, null];
      return null;
    }
    this.#misses++;
    this.#failingSince ??= now;
    if (kind === 'gone') return 'gone';
    return now - this.#failingSince > this.desk.patience.giveUpMs ? 'failing' : null;
  }
}
