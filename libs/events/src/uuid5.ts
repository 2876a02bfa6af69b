import { hash } from 'node:crypto';

/** Namespace of all ids that Rapport derives; never changes. */
const RAPPORT = Buffer.from('5b1f6f3e2c8a4d0e9a7710c4e8d3b6a2', 'hex');
const VARIANT = '89ab';

/** Name-based UUID (RFC 9562, version 5) of a name made of parts; parts are kept apart by a line feed. */
export const uuid5 = (...parts: readonly string[]): string => {
  const hex = hash('sha1', Buffer.concat([RAPPORT, Buffer.from(parts.join('\n'))]), 'hex');
  const variant = VARIANT[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The event id that (source, id) has for ever. */
export const eventIdOf = (source: string, id: string): string => uuid5(source, id);
