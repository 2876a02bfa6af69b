import { MARK, type Names, typeToServer } from './names';
import { BatchAppendReq, Empty, StreamIdentifier, Timestamp, UUID } from './protocol';

/** An event on its way. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** One atomic append at a fixed place: it succeeds there or nowhere. */
export interface Placement {
  readonly stream: string;
  /** Version of its first event, 1-based. */
  readonly version: number;
  readonly events: readonly Proposed[];
  /** The names are the server's already. */
  readonly raw?: true;
}

/** Bytes of one message; servers take 4 MB as a whole. */
const MESSAGE_BYTES = 3 * 1024 * 1024;
const MARK_BYTES = Buffer.from(MARK);

const messageOf = ({ id, type, body }: Proposed, raw = false): InstanceType<typeof BatchAppendReq.ProposedMessage> => {
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(uuid(id));
  message
    .getMetadataMap()
    .set('type', raw ? type : typeToServer(type))
    .set('content-type', 'application/octet-stream');
  message.setData(Buffer.from(body));
  message.setCustomMetadata(MARK_BYTES);
  return message;
};

const uuid = (text: string): InstanceType<typeof UUID> => {
  const id = new UUID();
  id.setString(text);
  return id;
};

/**
 * The messages of one append in a batch stream. It carries a deadline, so that one that was long on its way is thrown
 * away by the server.
 */
export const batchRequests = function* (
  correlation: string,
  { stream, version, events, raw }: Placement,
  deadline: Date,
  names: Names,
): Generator<InstanceType<typeof BatchAppendReq>> {
  const begun = (): InstanceType<typeof BatchAppendReq> => new BatchAppendReq().setCorrelationId(uuid(correlation));
  let request = begun();
  request.setOptions(optionsOf(raw ? stream : names.toServer(stream), version, deadline));
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.body) + 200;
    if (bytes > 0 && bytes + size > MESSAGE_BYTES) {
      yield request;
      request = begun();
      bytes = 0;
    }
    bytes += size;
    request.getProposedMessagesList().push(messageOf(event, raw));
  }
  yield request.setIsFinal(true);
};

const optionsOf = (stream: string, version: number, deadline: Date): InstanceType<typeof BatchAppendReq.Options> => {
  const options = new BatchAppendReq.Options();
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  options.setStreamIdentifier(identifier);
  // Empty is empty in both packages that define it.
  if (version === 1) options.setNoStream(new Empty() as never);
  else options.setStreamPosition(String(version - 2));
  options.setDeadline(Timestamp.fromDate(deadline));
  return options;
};
