import { Metadata, status } from '@grpc/grpc-js';
import {
  Any,
  MaximumAppendSizeExceeded,
  Status,
  Timeout,
  WrongExpectedVersion,
  Empty,
  StreamDeleted,
} from './protocol';

/** An error as the server ends a call with it: status, text, and the trailers by which clients know it. */
export interface Failure {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

const failure = (code: status, details: string, trailers: Readonly<Record<string, string>> = {}): Failure => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { code, details, metadata };
};

export const unavailable = (details = 'Server Is Not Ready'): Failure => failure(status.UNAVAILABLE, details);
export const invalidArgument = (details: string): Failure => failure(status.INVALID_ARGUMENT, details);
export const notLeader = (host: string, port: number): Failure =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
export const streamDeleted = (stream: string): Failure =>
  failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
export const accessDenied = (): Failure =>
  failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const tooLarge = (most: number): Failure =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${most} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(most),
  });
export const missingProperty = (name: string): Failure =>
  failure(status.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

type Message = { serializeBinary(): Uint8Array };
const statusOf = (code: number, message: string, name: string, details: Message): InstanceType<typeof Status> => {
  const any = new Any();
  any.pack(details.serializeBinary(), name);
  return new Status()
    .setCode(code as never)
    .setMessage(message)
    .setDetails(any);
};

/** The errors of a batch append, which come within its answers. */
export const batchErrors = {
  wrongExpectedVersion: (current: number, expected: bigint | string): InstanceType<typeof Status> => {
    const wrong = new WrongExpectedVersion();
    if (current < 0) wrong.setCurrentNoStream(new Empty() as never);
    else wrong.setCurrentStreamRevision(String(current));
    if (typeof expected === 'bigint') wrong.setExpectedStreamPosition(String(expected));
    else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty() as never);
    else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty() as never);
    else wrong.setExpectedAny(new Empty() as never);
    return statusOf(6, 'WrongExpectedVersion', 'event_store.client.WrongExpectedVersion', wrong);
  },
  streamDeleted: () => statusOf(9, 'StreamDeleted', 'event_store.client.StreamDeleted', new StreamDeleted()),
  timeout: () => statusOf(4, 'Timeout', 'event_store.client.Timeout', new Timeout()),
  tooLarge: (most: number) =>
    statusOf(
      3,
      'MaximumAppendSizeExceeded',
      'event_store.client.MaximumAppendSizeExceeded',
      new MaximumAppendSizeExceeded().setMaxappendsize(most),
    ),
  /** Not ready or too busy: no details to speak of. */
  busy: () => statusOf(0, 'Server Is Busy', 'google.protobuf.Empty', new Empty()),
};
