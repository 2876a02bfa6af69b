import { hash } from 'node:crypto';

/** Namespace of all ids that Rapport derives; never changes. */
const RAPPORT = Buffer.from('5b1f6f3e2c8a4d0e9a7710c4e8d3b6a2', 'hex');
const VARIANT = '89ab';
const NAME_BYTES_MAX = 4_096;
const scratch = Buffer.concat([RAPPORT, Buffer.alloc(NAME_BYTES_MAX)]);

/** SHA-1 of namespace and name in hex; short names without a new buffer. */
const digest = (name: string): string => {
  if (name.length * 3 > NAME_BYTES_MAX) return hash('sha1', Buffer.concat([RAPPORT, Buffer.from(name)]), 'hex');
  return hash('sha1', scratch.subarray(0, RAPPORT.length + scratch.write(name, RAPPORT.length)), 'hex');
};

/** Name-based UUID (RFC 9562, version 5) of a name made of parts; parts are kept apart by a line feed. */
export const uuid5 = (...parts: readonly string[]): string => {
  const hex = digest(parts.join('\n'));
  const variant = VARIANT[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The event id that (source, id) has for ever. */
export const eventIdOf = (source: string, id: string): string => uuid5(source, id);
