import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, Kafka, RequestTimeoutEvent } from 'kafkajs';

/** A broker has left a request unanswered for as long as one may take. */
export class NoAnswer extends Error {
  constructor(broker: string, apiName: string) {
    super(`${broker} does not answer (${apiName})`);
    this.name = 'NoAnswer';
  }
}

/** Has a part of a client tell of requests that were not answered. */
export type Listen = (silent: (event: RequestTimeoutEvent) => void) => unknown;

/**
 * Fails as soon as a broker has left anything unanswered for too long: the client would ask the same one again and again, without
 * looking who leads by now. A new client looks.
 * @throws NoAnswer
 */
export const silenceOf = (...parts: readonly Listen[]): Promise<never> => {
  const silence = new Promise<never>((_, reject) => {
    for (const listen of parts) listen(({ payload: { broker, apiName } }) => reject(new NoAnswer(broker, apiName)));
  });
  silence.catch(() => undefined);
  return silence;
};

/** Whoever does not let go within this time is not waited for, milliseconds. */
const PARTING_MS = 1_000;

/** Lets go of connections, of a frozen broker too. */
export const letGo = async (disconnect: () => Promise<void>, ms = PARTING_MS): Promise<void> => {
  await Promise.race([disconnect().catch(() => undefined), pause(ms, undefined, { ref: false })]);
};

/**
 * Asks for something as administrator, with connections of its own.
 * @throws NoAnswer, and what the client or the work throws
 */
export const asAdmin = async <T>(client: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = client.admin();
  const silence = silenceOf((silent) => admin.on(admin.events.REQUEST_TIMEOUT, silent));
  try {
    return await Promise.race([silence, admin.connect().then(() => work(admin))]);
  } finally {
    await letGo(() => admin.disconnect());
  }
};
