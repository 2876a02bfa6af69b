import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from '@rapport/edge';
import { type Registry, SchemaRefused } from './registry';
import type { Subject } from './subjects';

/** What registering needs. */
export interface RegistrarOptions {
  readonly registry: Pick<Registry, 'register'>;
  readonly subjects: readonly Subject[];
  readonly log: (text: string) => void;
  /** Between tries while the registry is away, milliseconds. */
  readonly retryMs?: number;
}

const RETRY_MS = 15_000;
const NAMED_MAX = 3;

/**
 * Registers every schema once per start. A registry that is away is asked again until it answers; one that refuses a schema is
 * believed, and that is said in the check. Nothing waits for it: values are plain JSON, which needs no registry to be read.
 */
export class Registrar {
  readonly #stop = new AbortController();
  readonly #refused = new Map<string, string>();
  readonly #registered = new Set<string>();
  #fault: string | null = null;
  #ended: Promise<void> | undefined;

  constructor(private readonly options: RegistrarOptions) {}

  start(): this {
    this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  /** Resolves when every schema is registered or refused, or when it is stopped. */
  async done(): Promise<void> {
    await this.#ended;
  }

  /** How far it is; never `down`: publishing goes on without a registry. */
  check(): Check {
    const refused = [...this.#refused].map(([name, why]) => `${name} was refused: ${why}`);
    const more = refused.length > NAMED_MAX ? [`${refused.length - NAMED_MAX} more were refused`] : [];
    const reasons = [...(this.#fault === null ? [] : [this.#fault]), ...refused.slice(0, NAMED_MAX), ...more];
    const counts = { registered: this.#registered.size, of: this.options.subjects.length };
    if (reasons.length > 0) return { status: 'degraded', reason: reasons.join('; '), ...counts };
    return { status: 'up', ...counts };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { subjects, retryMs = RETRY_MS } = this.options;
    while (!signal.aborted) {
      try {
        for (const subject of subjects) {
          if (signal.aborted) return;
          await this.#register(subject);
        }
        this.#say(null);
        return;
      } catch (error) {
        this.#say(`the schema registry: ${faultOf(error)}`);
      }
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #register(subject: Subject): Promise<void> {
    if (this.#registered.has(subject.name) || this.#refused.has(subject.name)) return;
    try {
      await this.options.registry.register(subject);
      this.#registered.add(subject.name);
    } catch (error) {
      if (!(error instanceof SchemaRefused)) throw error;
      this.#refused.set(subject.name, error.message);
      this.options.log(`the schema registry refused ${subject.name}: ${error.message}`);
    }
  }

  #say(fault: string | null): void {
    if (fault !== null && fault !== this.#fault) this.options.log(fault);
    this.#fault = fault;
  }
}

/** What `fetch` says is that it failed; why stands in its cause. */
const faultOf = (error: unknown): string => {
  const { message, cause } = error as { readonly message: string; readonly cause?: { readonly message?: string } };
  return cause?.message || message;
};
