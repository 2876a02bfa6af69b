import { createHash } from 'node:crypto';

/** Namespace of all ids that Rapport derives; never changes. */
const RAPPORT = Buffer.from('5b1f6f3e2c8a4d0e9a7710c4e8d3b6a2', 'hex');

/** Name-based UUID (RFC 9562, version 5) of a name made of parts; parts are kept apart by a line feed. */
export const uuid5 = (...parts: readonly string[]): string => {
  const hash = createHash('sha1').update(RAPPORT).update(parts.join('\n')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The event id that (source, id) has for ever. */
export const eventIdOf = (source: string, id: string): string => uuid5(source, id);
