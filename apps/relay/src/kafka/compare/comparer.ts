import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { orAborted } from '../ahead';
import { Overtaken, type Tenure, acquire, keep, release } from '../tenure';
import { comparedTopics, topicName } from '../topic-names';
import { compareTopic } from './compare-topic';
import { findings } from './findings';
import { noteFindings, noteUncompared } from './note-findings';
import type { CompareDeps } from './opened-topic';

const TTL_MS = 15_000;
/** How often it is looked whether it is time. */
const LOOK_MS = 5_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What comparing again and again needs. */
export interface ComparerOptions extends CompareDeps {
  readonly log: (text: string) => void;
}

/** Compares all topics once in a while, in one process of all; the whole once a day, else what has come. */
export class Comparer {
  readonly #stop = new AbortController();
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  readonly #triedAt = new Map<string, number>();
  #ended: Promise<void> | undefined;

  constructor(private readonly options: ComparerOptions) {}

  start(): this {
    if (this.options.config.compareMinutes > 0) this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { pool, config, log } = this.options;
    // Not while everything starts: the publishers have just begun.
    await pause(Math.min(config.compareMinutes * MINUTE_MS, MINUTE_MS), undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      try {
        const tenure = await acquire(pool, `${config.prefix}/compare`, this.#owner, TTL_MS);
        if (tenure) await this.#hold(tenure, signal);
      } catch (error) {
        if (!signal.aborted) log(`comparing topics: ${(error as Error).message}`);
      }
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #hold(tenure: Tenure, signal: AbortSignal): Promise<void> {
    const { pool } = this.options;
    const over = new AbortController();
    const beat = setInterval(() => {
      keep(pool, tenure, TTL_MS).catch((error: unknown) => error instanceof Overtaken && over.abort(error));
    }, TTL_MS / 3);
    try {
      await this.#due(AbortSignal.any([signal, over.signal]));
    } finally {
      clearInterval(beat);
      await release(pool, tenure).catch(() => undefined);
    }
  }

  async #due(signal: AbortSignal): Promise<void> {
    const { config, pool, log } = this.options;
    for (const topic of comparedTopics(config)) {
      if (signal.aborted) return;
      const name = topicName(config, topic);
      const [known = null] = await findings(pool, name);
      const waited = Date.now() - Math.max(Date.parse(known?.at ?? '1970-01-01'), this.#triedAt.get(name) ?? 0);
      if (waited < config.compareMinutes * MINUTE_MS) continue;
      this.#triedAt.set(name, Date.now());
      const goesOn =
        known !== null &&
        known.wholeAt !== null &&
        known.next !== null &&
        Date.now() - Date.parse(known.wholeAt) < DAY_MS;
      const since = goesOn ? known : null;
      try {
        // A process that stops need not wait for its end.
        const found = await orAborted(compareTopic(topic, this.options, since?.next ?? null), signal);
        await noteFindings(pool, found, since);
      } catch (error) {
        if (signal.aborted) return;
        const fault = (error as Error).message;
        log(`comparing ${name}: ${fault}`);
        await noteUncompared(pool, name, fault);
      }
    }
  }
}
