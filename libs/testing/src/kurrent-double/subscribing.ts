import { randomUUID } from 'node:crypto';
import type { KurrentFaults } from './faults';
import type { KurrentLog } from './log';
import { eventMessage } from './messages';
import { type ReadReq, ReadResp } from './protocol';
import { filterOf, placeOf, wantsStructuredIds } from './reading';

type Options = NonNullable<ReturnType<InstanceType<typeof ReadReq>['getOptions']>>;

/** The server's end of a subscription. */
export interface Subscriber {
  write(message: InstanceType<typeof ReadResp>): boolean;
  once(event: 'drain' | 'close' | 'cancelled', listener: () => void): unknown;
}

const checkpointAt = (position: bigint): InstanceType<typeof ReadResp> => {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  return new ReadResp().setCheckpoint(checkpoint);
};

/**
 * A catch-up subscription to `$all`: a confirmation, what is there, `caughtUp`, then what comes. The position that it starts
 * from is exclusive. With a filter it says from time to time how far it is, and so before it is caught up; it says nothing
 * while nothing is appended.
 */
export const subscribeToAll = (
  log: KurrentLog,
  faults: KurrentFaults,
  options: Options,
  subscriber: Subscriber,
): void => {
  const structured = wantsStructuredIds(options);
  const wanted = filterOf(options);
  const filter = options.getFilter();
  const interval = filter ? (filter.getMax() || 32) * Math.max(1, filter.getCheckpointintervalmultiplier()) : Infinity;
  const all = options.getAll()!;
  let next = all.hasEnd() ? log.entries.length : placeOf(log, options, false);
  const exclusive = all.hasPosition() && log.entries[next]?.position === BigInt(all.getPosition()!.getCommitPosition());
  if (exclusive) next += 1;
  let searched = 0;
  let live = false;
  let silent = false;
  let full = false;

  const confirmation = new ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  subscriber.write(new ReadResp().setConfirmation(confirmation));

  const pump = (): void => {
    while (!silent && !full && next < log.entries.length) {
      const entry = log.entries[next++]!;
      searched += 1;
      if (wanted(entry)) full = !subscriber.write(eventMessage(entry, structured, true));
      if (searched % interval === 0) subscriber.write(checkpointAt(entry.position));
    }
    if (full) {
      subscriber.once('drain', () => {
        full = false;
        pump();
      });
    } else if (!live && !silent) {
      live = true;
      const last = log.entries.at(-1);
      if (filter && last) subscriber.write(checkpointAt(last.position));
      subscriber.write(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()));
    }
  };
  const stops = [log.listen(() => !full && pump()), faults.onSilence(() => (silent = true))];
  const stop = (): void => stops.forEach((end) => end());
  subscriber.once('cancelled', stop);
  subscriber.once('close', stop);
  pump();
};
