import {
  EpochMismatch,
  type Position,
  PositionAhead,
  type StoredEvent,
  ordinalOf,
  position,
} from '@rapport/event-store';
import { backOff } from '../postgres/failure';
import type { Connection } from './connection';
import type { LogReader } from './log-reader';
import { ServerTooOld, storedOf } from './records';
import { Subscription } from './subscription';

/** The subscription says nothing although there is something to say. */
class FellSilent extends Error {}

/** What waiting does not help against. */
const FINAL = [EpochMismatch, PositionAhead, ServerTooOld];

/** What following needs. */
export interface Following {
  readonly connection: Connection;
  readonly reader: LogReader;
  readonly epoch: string;
  /** How often a silent subscription is compared with the head of the log, milliseconds. */
  readonly poll: number;
}

/**
 * Follows `$all` by one catch-up subscription after another. A subscription can die without a word, and one to a silent
 * log says nothing either; so whenever nothing has come for a while, the head of the log is looked at, and a
 * subscription that has not brought by the next look what stood there is replaced. The next one begins after the last
 * event that was handed over: nothing is missed or repeated.
 */
export const follow = async function* (
  { connection, reader, epoch, poll }: Following,
  after: Position | null,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[]> {
  let last = after;
  let failures = 0;
  while (!signal.aborted) {
    let subscription: Subscription | undefined;
    try {
      await reader.check(last);
      const from = last === null ? 0n : BigInt(ordinalOf(last));
      subscription = new Subscription(connection, await reader.placeBefore(from));
      for (let late: Position | null = null; !signal.aborted;) {
        const heard = subscription.messages;
        const events = await subscription.next(poll, signal);
        if (signal.aborted) return;
        failures = 0;
        const ours = events
          .filter((event) => event.ours && event.ordinal > from)
          .map((event) => storedOf(epoch, event));
        if (ours.length > 0) {
          late = null;
          last = ours.at(-1)!.position;
          yield ours;
        } else if (subscription.messages === heard) {
          const reached: Position = last ?? position(epoch, 0);
          if (late !== null && late > reached) throw new FellSilent();
          late = (await reader.head()).position;
        } else late = null;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (FINAL.some((kind) => error instanceof kind)) throw error;
      if (!(error instanceof FellSilent)) await backOff(++failures, signal);
    } finally {
      subscription?.close();
    }
  }
};
