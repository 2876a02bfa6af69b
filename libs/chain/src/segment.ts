import { nextLink, type Entry } from './link';

/** The evidence of one anchor: what the chain keeps of each event between the anchor before and this one. */
export interface Segment {
  /** The anchor's number. */
  readonly number: number;
  readonly entries: readonly Entry[];
}

/** Most events of a segment, and so of what one anchor adds. */
export const SEGMENT_MAX = 1_000;

/** The link after these entries. */
export const linkAfter = (link: string, entries: readonly Entry[]): string => entries.reduce(nextLink, link);

/** A segment as it is stored: ordinals and heads a line each, hashes of bodies 32 bytes each. */
export interface PackedSegment {
  readonly ordinals: string;
  readonly heads: string;
  readonly bodies: Buffer;
}

/** Packs entries; three columns are read and compressed better than a thousand rows. */
export const pack = (entries: readonly Entry[]): PackedSegment => ({
  ordinals: entries.map(({ ordinal }) => ordinal).join('\n'),
  heads: entries.map(({ head }) => head).join('\n'),
  bodies: Buffer.from(entries.map(({ body }) => body).join(''), 'hex'),
});

const HASH_BYTES = 32;

/** Unpacks a segment. Whoever edited it may have left columns of different lengths: what is missing is empty. */
export const unpack = ({ ordinals, heads, bodies }: PackedSegment): readonly Entry[] => {
  const places = ordinals.split('\n');
  return heads.split('\n').map((head, at) => ({
    ordinal: places[at] ?? '',
    head,
    body: bodies.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES).toString('hex'),
  }));
};
