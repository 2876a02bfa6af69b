import type { EventStore } from '@rapport/event-store';

/** The event store cannot be opened from this process now. */
export class LogUnreachable extends Error {
  constructor(cause: unknown) {
    super('the event store cannot be reached from here', { cause });
    this.name = 'LogUnreachable';
  }
}

/** Nobody can say what will have been known at a moment that is still to come. */
export class MomentToCome extends Error {
  constructor() {
    super('the moment is still to come');
    this.name = 'MomentToCome';
  }
}

/** An event store that is opened when it is first needed; when that fails, the next one who needs it tries again. */
export class LazyLog {
  #opened: Promise<EventStore> | undefined;

  constructor(private readonly openStore: () => Promise<EventStore>) {}

  /** @throws LogUnreachable */
  open(): Promise<EventStore> {
    this.#opened ??= this.openStore().catch((error: unknown) => {
      this.#opened = undefined;
      throw new LogUnreachable(error);
    });
    return this.#opened;
  }

  async close(closeStore: ((store: EventStore) => Promise<void>) | undefined): Promise<void> {
    const store = await this.#opened?.catch(() => undefined);
    if (store) await closeStore?.(store);
  }
}
