import { hash } from 'node:crypto';
import type { StoredEvent } from '@rapport/event-store';

/** SHA-256 of a text's UTF-8 bytes: 64 hex digits. */
export const sha256 = (text: string): string => hash('sha256', text);

/** The link before the first event. */
export const GENESIS = sha256('rapport/chain/1');

/** What the chain knows of an event: all but its body, of which it keeps the hash. */
export interface Entry {
  /** Where it stands: a 64-bit number in decimal. Not hashed: it is the engine's, and order is in the chain. */
  readonly ordinal: string;
  /**
   * JSON list of event id, stream, version, type and time of recording, without white space. JSON has no raw line feed, so
   * that no two events have the same canonical text.
   */
  readonly head: string;
  /** SHA-256 of the body as it is stored, byte for byte. */
  readonly body: string;
}

/** The canonical head of an event: nothing in it is of one engine or of one history's epoch. */
export const headOf = ({
  id,
  stream,
  version,
  type,
  recordedAt,
}: Pick<StoredEvent, 'id' | 'stream' | 'version' | 'type' | 'recordedAt'>): string =>
  JSON.stringify([id, stream, version, type, recordedAt]);

/** The parts of a head. */
export interface Head {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly recordedAt: string;
}

/** Reads a head again. @throws SyntaxError when it is not one. */
export const readHead = (head: string): Head => {
  const [id, stream, version, type, recordedAt] = JSON.parse(head) as [string, string, number, string, string];
  return { id, stream, version, type, recordedAt };
};

/** Hash of an event: of its head and its body's hash, each on a line. */
export const eventHash = ({ head, body }: Pick<Entry, 'head' | 'body'>): string => sha256(`${head}\n${body}`);

/** The next link of the chain: hash of the link before and the event's hash, as 128 hex digits. */
export const nextLink = (link: string, entry: Pick<Entry, 'head' | 'body'>): string => sha256(link + eventHash(entry));
