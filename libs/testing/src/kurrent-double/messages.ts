import type { Entry, Proposal } from './log';
import { Empty, ReadResp, StreamIdentifier, UUID } from './protocol';

/** The UUID of a message in text, whichever of its two forms it has. */
export const uuidText = (uuid: InstanceType<typeof UUID> | undefined): string => {
  const structured = uuid?.getStructured();
  if (!structured) return uuid?.getString() ?? '';
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const uuidMessage = (text: string, structured: boolean): InstanceType<typeof UUID> => {
  if (!structured) return new UUID().setString(text);
  const hex = text.replaceAll('-', '');
  const bits = (from: number): string => BigInt.asIntN(64, BigInt(`0x${hex.slice(from, from + 16)}`)).toString();
  const value = new UUID.Structured();
  value.setMostSignificantBits(bits(0));
  value.setLeastSignificantBits(bits(16));
  return new UUID().setStructured(value);
};

export const streamName = (identifier: InstanceType<typeof StreamIdentifier> | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const streamIdentifier = (name: string): InstanceType<typeof StreamIdentifier> =>
  new StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'));

interface ProposedMessage {
  getId(): InstanceType<typeof UUID> | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/** A proposed message as an event; the name of the property when one that must be there is missing. */
export const proposalOf = (message: ProposedMessage): Proposal | string => {
  const type = message.getMetadataMap().get('type');
  const contentType = message.getMetadataMap().get('content-type');
  if (!type) return 'type';
  if (!contentType) return 'content-type';
  const id = uuidText(message.getId()).toLowerCase();
  return { id, type, contentType, data: message.getData_asU8(), metadata: message.getCustomMetadata_asU8() };
};

/** What counts for the greatest size of an append. */
export const sizeOf = ({ type, data, metadata }: Proposal): number => data.length + metadata.length + 2 * type.length;

/** An event in an answer. `ofLog`: read from `$all`. */
export const eventMessage = (entry: Entry, structured: boolean, ofLog: boolean): InstanceType<typeof ReadResp> => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuidMessage(entry.id, structured));
  recorded.setStreamIdentifier(streamIdentifier(entry.stream));
  recorded.setStreamRevision(String(entry.revision));
  recorded.setCommitPosition(String(entry.position));
  recorded.setPreparePosition(String(entry.position));
  recorded.setData(entry.data);
  recorded.setCustomMetadata(entry.metadata);
  recorded
    .getMetadataMap()
    .set('type', entry.type)
    .set('content-type', entry.contentType)
    .set('created', String(entry.created));
  const event = new ReadResp.ReadEvent().setEvent(recorded);
  if (ofLog) event.setCommitPosition(String(entry.position));
  else event.setNoPosition(new Empty());
  return new ReadResp().setEvent(event);
};
