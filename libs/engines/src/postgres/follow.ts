import { type Position, type StoredEvent, ordinalOf } from '@rapport/event-store';
import { backOff, isPassing, isRefusal } from './failure';
import { Continuity } from './continuity';
import type { LogReader } from './log-reader';
import type { SignalLine } from './signal-line';

const SMALLEST = 256;
const LARGEST = 4_096;

/**
 * Follows the log: what a plain `position > last` finds is all there is, since positions rise in commit order. Signs of
 * commits make it quick; looking every `poll` milliseconds makes it sure. A lost connection is waited out, then the
 * history is checked again, since another one may have come back in its place.
 * @throws TakenOver when a server has, that lacks the end of what was read: whoever follows begins again where they are by it.
 */
export const follow = async function* (
  reader: LogReader,
  line: SignalLine,
  after: Position | null,
  signal: AbortSignal,
  poll: number,
): AsyncGenerator<StoredEvent[]> {
  void line.listen();
  let last = after;
  const continuity = new Continuity(reader);
  let failures = 0;
  let limit = SMALLEST;
  while (!signal.aborted && !line.closed) {
    const seen = line.count;
    let batch: StoredEvent[];
    let more: boolean;
    try {
      await continuity.check(last);
      ({ events: batch, more } = await reader.after(last === null ? '0' : ordinalOf(last), limit));
      if (await continuity.isDoubtful()) continue;
      failures = 0;
    } catch (error) {
      if (line.closed) return;
      if (isRefusal(error) || !isPassing(error)) throw error;
      continuity.doubt();
      await backOff(++failures, signal);
      continue;
    }
    if (signal.aborted) return;
    limit = batch.length >= limit ? Math.min(limit * 2, LARGEST) : SMALLEST;
    if (batch.length > 0) {
      last = batch.at(-1)!.position;
      continuity.readUpTo(last, batch.at(-1)!.id);
      yield batch;
    }
    // Whatever was committed since the look shows in the count: to look once more for nothing would double the questions.
    if (!more) await line.next(seen, poll, signal);
  }
};
