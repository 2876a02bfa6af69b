import * as features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import * as featureMessages from '@eventstore/db-client/generated/serverfeatures_pb.js';
import * as shared from '@eventstore/db-client/generated/shared_pb.js';
import * as status from '@eventstore/db-client/generated/status_pb.js';
import * as service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import * as streams from '@eventstore/db-client/generated/streams_pb.js';
import * as any from 'google-protobuf/google/protobuf/any_pb.js';

/** The generated files are CommonJS that Node's ESM loader sees through their default export only. */
const whole = <T extends object>(module: T): T => (module as { readonly default?: T }).default ?? module;

export const { AppendResp, BatchAppendReq, BatchAppendResp, DeleteResp, ReadReq, ReadResp, TombstoneResp } =
  whole(streams);
export const { AllStreamPosition, Empty, MaximumAppendSizeExceeded, StreamDeleted, StreamIdentifier } = whole(shared);
export const { Timeout, UUID, WrongExpectedVersion } = whole(shared);
export const { Status } = whole(status);
export const { StreamsService } = whole(service);
export const { ServerFeaturesService } = whole(features);
export const { SupportedMethod, SupportedMethods } = whole(featureMessages);
export const { Any } = whole(any);
