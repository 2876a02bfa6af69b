import type { StoredEvent } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import { firmCheckpoint, type Waiter, openWaiter, touchedBy } from '@rapport/read-db';
import { ahead } from '../ahead';
import type { Desk, Outlet } from '../outlet';
import { stateTopics } from '../topic-names';
import { dueAgain } from './again';
import { bringUp } from './bring-up';
import { type FencedProducer, fencedProducer } from './fenced-producer';
import { LastSent } from './last-sent';
import { type StateParts, TableExchanged, VIEW } from './known';
import { TICK_MS, orTick } from './or-tick';
import { standing } from './standing';
import { tellCustomers } from './teller';

/** Customers of one reading of the view. */
const AT_ONCE = 500;
const WAIT_MS = 1_000;

/** How customers are: the topic of all, and one of each purpose. What changes is told as it is then, so several changes may be one. */
export const customersOutlet = (parts: StateParts): Outlet => ({
  name: 'customers',
  topics: stateTopics(parts.config),
  publish: async (desk) => {
    const producer = await desk.asked(() => fencedProducer(desk.client, desk.tenure.name));
    const waiter = openWaiter(parts.pool);
    try {
      desk.begun();
      await new Telling(parts, desk, producer, waiter).run();
    } finally {
      await waiter.close();
      await producer.disconnect().catch(() => undefined);
    }
  },
});

/** The telling of one tenure: everybody first if need be, then whoever the log touches, and those who change without it. */
class Telling {
  #source = '';
  readonly #sent = new LastSent();
  #looked = 0;

  constructor(
    private readonly parts: StateParts,
    private readonly desk: Desk,
    private readonly producer: FencedProducer,
    private readonly waiter: Waiter,
  ) {}

  async run(): Promise<void> {
    const { store, signal, advance, tenure } = this.desk;
    // Rows must not be older than what was told of them already.
    await this.#viewIncludes(tenure.from.position);
    this.#source = (await standing(this.parts)).source;
    const { from, records } = await bringUp(this.parts, this.desk, (customers) => this.#tell(customers));
    const begin = from.position > tenure.from.position ? from : tenure.from;
    if (begin !== tenure.from || records > 0) await advance(begin, records);
    let previous = begin.position || null;
    const batches = ahead<readonly StoredEvent[]>(store.follow(previous, signal))[Symbol.asyncIterator]();
    try {
      for (let next = batches.next(); ;) {
        const arrived = await orTick(next, signal);
        if (performance.now() - this.#looked > TICK_MS) await this.#unasked();
        if (arrived === null) continue;
        if (arrived.done) return;
        next = batches.next();
        next.catch(() => undefined);
        previous = await this.#take(arrived.value, previous);
      }
    } finally {
      void batches.return?.(undefined)?.catch(() => undefined);
    }
  }

  async #take(batch: readonly StoredEvent[], previous: string | null): Promise<string> {
    const facts = batch.map(decodeEvent);
    const { position, eventId } = facts.at(-1)!;
    await this.#viewIncludes(position);
    const records = await this.#tell([...(await touchedBy(this.parts.pool, facts, previous))]);
    await this.desk.advance({ position, eventId }, records);
    return position;
  }

  /** Whose consent has expired, whose events are no longer parked; and whether the table is still the same. */
  async #unasked(): Promise<void> {
    const { name } = this.desk.tenure;
    this.#looked = performance.now();
    if ((await standing(this.parts)).source !== this.#source) throw new TableExchanged();
    for (;;) {
      const due = await dueAgain(this.parts.pool, name, VIEW.projection, AT_ONCE);
      await this.#tell(due);
      if (due.length < AT_ONCE) return;
    }
  }

  async #tell(customers: readonly string[]): Promise<number> {
    let records = 0;
    for (let at = 0; at < customers.length; at += AT_ONCE) {
      const some = customers.slice(at, at + AT_ONCE);
      records += await tellCustomers(this.parts, this.desk, this.producer, this.#source, this.#sent, some);
    }
    return records;
  }

  /** What is read afterwards is not of before, even if the database crashes in between: who is told of a customer is told of no step back. */
  async #viewIncludes(position: string): Promise<void> {
    if (position === '') return;
    while (!(await this.#isIncluded(position))) this.desk.signal.throwIfAborted();
  }

  async #isIncluded(position: string): Promise<boolean> {
    if (!(await this.waiter.waitFor(position, [VIEW.projection], WAIT_MS))) return false;
    return (await firmCheckpoint(this.parts.pool, VIEW.projection)).position >= position;
  }
}
