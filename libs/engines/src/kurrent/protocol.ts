import * as shared from '@eventstore/db-client/generated/shared_pb.js';
import * as service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import * as streams from '@eventstore/db-client/generated/streams_pb.js';
import * as timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';

/** The generated files are CommonJS that Node's ESM loader sees through their default export only. */
const whole = <T extends object>(module: T): T => (module as { readonly default?: T }).default ?? module;

/** Messages and service of the Streams protocol, as the client ships them. */
export const { ReadReq, ReadResp, BatchAppendReq, BatchAppendResp } = whole(streams);
export const { Empty, StreamIdentifier, UUID, WrongExpectedVersion, MaximumAppendSizeExceeded } = whole(shared);
export const { StreamsClient, StreamsService } = whole(service);
export const { Timestamp } = whole(timestamp);

/** What a position is when the server does not give one. */
export const NO_POSITION = 18_446_744_073_709_551_615n;
