import { type BatchReceipt, type Target, postBatch } from './post-batch';

/** An event on its way: what is sent, and the lines that it is made of. */
export interface Sending {
  /** Why the line could not be read; absent for events. */
  readonly fault?: string;
  readonly text: string;
  readonly lines: readonly number[];
  /** As the event says it. */
  readonly occurredAt?: unknown;
}

/** Takes the answer to an event. */
export type Receive = (sending: Sending, receipt: BatchReceipt) => void;

const WAITING_BATCHES = 2;

/** One connection: sends batch after batch, so that what one customer did arrives in the order of the file. */
class Lane {
  private waiting: Sending[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly target: Target,
    private readonly size: number,
    private readonly receive: Receive,
  ) {}

  add(sending: Sending): void {
    this.waiting.push(sending);
    if (this.waiting.length >= this.size) this.run();
  }

  /** True when no more should be added before `room`. */
  get full(): boolean {
    return this.waiting.length >= this.size * WAITING_BATCHES;
  }

  /** Resolves when the batch on its way is answered. @throws what sending threw */
  async room(): Promise<void> {
    this.run();
    await this.running;
  }

  async end(): Promise<void> {
    while (this.waiting.length > 0 || this.running) await this.room();
  }

  private run(): void {
    if (this.running || this.waiting.length === 0) return;
    const batch = this.waiting.slice(0, this.size);
    this.waiting = this.waiting.slice(this.size);
    this.running = this.send(batch).then(() => {
      this.running = null;
      if (this.waiting.length >= this.size) this.run();
    });
    // Who waits for room or the end hears of a failure; nobody may wait yet.
    this.running.catch(() => undefined);
  }

  private async send(batch: readonly Sending[]): Promise<void> {
    const receipts = await postBatch(
      this.target,
      batch.map(({ text }) => text),
    );
    batch.forEach((sending, index) => this.receive(sending, receipts[index]!));
  }
}

/** FNV-1a: which lane a customer's events take. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
};

/** Several connections; everything of one customer takes the same one. */
export class Lanes {
  private readonly lanes: readonly Lane[];

  constructor(target: Target, { connections, batch }: { connections: number; batch: number }, receive: Receive) {
    this.lanes = Array.from({ length: connections }, () => new Lane(target, batch, receive));
  }

  add(customer: string, sending: Sending): void {
    this.lanes[hashOf(customer) % this.lanes.length]!.add(sending);
  }

  /** Waits while a connection has more to send than it should; back-pressure for who reads the file. */
  async room(): Promise<void> {
    for (const lane of this.lanes) while (lane.full) await lane.room();
  }

  get full(): boolean {
    return this.lanes.some((lane) => lane.full);
  }

  /** Sends what is left and waits for all answers. */
  async end(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.end()));
  }
}
