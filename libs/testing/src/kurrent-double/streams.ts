import type {
  Metadata,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from '@grpc/grpc-js';
import type * as messages from '@eventstore/db-client/generated/streams_pb.js';
import { BatchOfAppends, appendResponse, expectedOf, proposalsOf } from './appending';
import { type Failure, notLeader, unavailable } from './failures';
import type { KurrentFaults } from './faults';
import type { KurrentLog } from './log';
import { streamName } from './messages';
import { DeleteResp, TombstoneResp } from './protocol';
import { readAll, readStream } from './reading';
import { subscribeToAll } from './subscribing';

/** What the service works on. */
export interface StreamsParts {
  readonly log: KurrentLog;
  readonly faults: KurrentFaults;
  readonly maxAppendSize: number;
}

type Read = ServerWritableStream<messages.ReadReq, messages.ReadResp>;
type Batch = ServerDuplexStream<messages.BatchAppendReq, messages.BatchAppendResp>;
type Single = ServerReadableStream<messages.AppendReq, messages.AppendResp>;

const LOST: Failure = unavailable('the connection broke');

const drained = (call: Read): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      call.off('drain', go).off('cancelled', go);
      resolve();
    };
    call.once('drain', go).once('cancelled', go);
  });

/** The Streams service. */
export const streamsOf = ({ log, faults, maxAppendSize }: StreamsParts) => {
  /** Waits, then says what stands in the way of a call. */
  const obstacle = async (metadata: Metadata): Promise<Failure | undefined> => {
    if (faults.latency > 0) await new Promise((resolve) => setTimeout(resolve, faults.latency));
    if (faults.unavailable) return unavailable();
    const { leader } = faults;
    return leader && metadata.get('requires-leader')[0] === 'true' ? notLeader(leader.host, leader.port) : undefined;
  };
  const ended = new WeakSet<object>();
  const end = (call: Read | Batch, failure: unknown): void => {
    if (ended.has(call)) return;
    ended.add(call);
    call.emit('error', failure);
  };

  const read = async (call: Read): Promise<void> => {
    try {
      const failure = await obstacle(call.metadata);
      if (failure) return end(call, failure);
      const options = call.request.getOptions()!;
      if (options.hasSubscription()) return subscribeToAll(log, faults, options, call);
      for (const message of options.hasAll() ? readAll(log, options) : readStream(log, options)) {
        if (call.cancelled) return;
        if (!call.write(message)) await drained(call);
      }
      call.end();
    } catch (error) {
      end(call, error);
    }
  };

  const append = (call: Single, answer: sendUnaryData<messages.AppendResp>): void => {
    const requests: messages.AppendReq[] = [];
    call.on('error', () => undefined);
    call.on('data', (request: messages.AppendReq) => requests.push(request));
    call.on('end', () => {
      void (async () => {
        try {
          const failure = await obstacle(call.metadata);
          if (failure) throw failure;
          const options = requests[0]!.getOptions()!;
          const stream = streamName(options.getStreamIdentifier());
          const expected = expectedOf(options, () => options.getRevision());
          const proposals = proposalsOf(
            requests.slice(1).map((request) => request.getProposedMessage()!),
            maxAppendSize,
          );
          const outcome = log.append(stream, expected, proposals);
          if (faults.loses()) throw LOST;
          answer(null, appendResponse(stream, expected, outcome));
        } catch (error) {
          answer(error as Failure);
        }
      })();
    });
  };

  const batchAppend = (call: Batch): void => {
    const batch = new BatchOfAppends(log, maxAppendSize);
    // One request after the other, as the server's only writer does.
    let work = Promise.resolve();
    const take = async (request: messages.BatchAppendReq): Promise<void> => {
      const failure = await obstacle(call.metadata);
      if (failure) return end(call, failure);
      const response = ended.has(call) || call.cancelled ? undefined : batch.take(request);
      if (response && faults.loses()) return end(call, LOST);
      if (response) call.write(response);
    };
    call.on('error', () => undefined);
    call.on('data', (request: messages.BatchAppendReq) => (work = work.then(() => take(request))));
    call.on('end', () => void work.then(() => !ended.has(call) && call.end()));
  };

  const remove =
    (make: () => unknown) =>
    (call: ServerUnaryCall<messages.TombstoneReq, unknown>, answer: sendUnaryData<unknown>): void => {
      log.tombstone(streamName(call.request.getOptions()?.getStreamIdentifier()));
      answer(null, make());
    };

  return {
    read: (call: Read) => void read(call),
    append,
    batchAppend,
    delete: remove(() => new DeleteResp()),
    tombstone: remove(() => new TombstoneResp()),
  };
};
