import { type StoredEvent, position } from '@rapport/event-store';
import { MARK, type Names, typeFromServer } from './names';
import { NO_POSITION, type ReadResp } from './protocol';

/** An event as KurrentDB recorded it, with our names. */
export interface Recorded {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly body: string;
  /** 1-based. */
  readonly version: number;
  /** Commit position. */
  readonly ordinal: bigint;
  /** When the server appended it, milliseconds. */
  readonly ms: number;
  /** False for events that something else than this engine wrote, or into streams that are not ours. */
  readonly ours: boolean;
}

/** The server is older than 22.6: it does not say where an event stands when a stream is read. */
export class ServerTooOld extends Error {
  constructor() {
    super('KurrentDB gives no positions when streams are read; EventStoreDB 22.10 or newer is needed');
    this.name = 'ServerTooOld';
  }
}

const TICKS_PER_MS = 10_000n;

/** The event of a message; undefined for messages that carry none. @throws ServerTooOld */
export const recordedOf = (message: InstanceType<typeof ReadResp>, names: Names): Recorded | undefined => {
  const event = message.getEvent()?.getEvent();
  if (!event) return undefined;
  const ordinal = BigInt(event.getCommitPosition());
  if (ordinal === NO_POSITION) throw new ServerTooOld();
  const metadata = event.getMetadataMap();
  const stream = names.fromServer(text(event.getStreamIdentifier()!.getStreamName_asU8()));
  return {
    id: event.getId()!.getString(),
    stream: stream ?? '',
    type: typeFromServer(metadata.get('type') ?? ''),
    body: text(event.getData_asU8()),
    version: Number(event.getStreamRevision()) + 1,
    ordinal,
    ms: Number(BigInt(metadata.get('created') ?? '0') / TICKS_PER_MS),
    ours: stream !== null && text(event.getCustomMetadata_asU8()) === MARK,
  };
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** As the port gives it back. */
export const storedOf = (epoch: string, { id, stream, type, body, version, ordinal, ms }: Recorded): StoredEvent => ({
  id,
  stream,
  type,
  body,
  position: position(epoch, ordinal),
  version,
  recordedAt: new Date(ms).toISOString(),
});
