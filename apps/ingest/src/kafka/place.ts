/** How far a partition is read, as its bookmark says it; offsets are whole numbers. */
export interface Place {
  /** The first record that was not taken. */
  readonly next: number;
  /** The last one that was, and what it was, so that another topic of the same name is told from it. */
  readonly last: { readonly offset: number; readonly print: string } | null;
  /** Records that Kafka had dropped before they were read. */
  readonly lost: number;
  /** How often it was begun anew, because the topic was another one. */
  readonly begun: number;
  /** When one of these two happened last, RFC 3339; null = never. */
  readonly brokenAt: string | null;
}

/** What Kafka still has of a partition: its first offset, and the one after its last. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Where to begin: at `from`; with `proves` the first record is the last one that was taken, and must be that very one. */
export interface Beginning {
  readonly place: Place;
  readonly from: number;
  readonly proves: boolean;
}

const FRESH: Omit<Place, 'next'> = { last: null, lost: 0, begun: 0, brokenAt: null };

export const placeText = (place: Place): string => JSON.stringify(place);

/** The place that a bookmark says; null where it says none yet. */
export const placeIn = (text: string): Place | null => (text === '' ? null : (JSON.parse(text) as Place));

/** The name of a partition's bookmark. */
export const bookmarkOf = (topic: string, partition: number): string => `kafka ${topic}/${partition}`;

/** From the beginning, because what is there is not what was read: ids tell what was taken before. */
export const anew = (place: Place, { low }: Pick<Extent, 'low'>, now: string): Beginning => ({
  place: { ...place, next: low, last: null, begun: place.begun + 1, brokenAt: now },
  from: low,
  proves: false,
});

/**
 * Where to go on reading. A partition that ends before the place is another one, and is read from its beginning; one that begins
 * after it has dropped records that nobody read, which is counted.
 */
export const beginningOf = (place: Place | null, extent: Extent, now: string): Beginning => {
  const { low, high } = extent;
  if (place === null) return { place: { next: low, ...FRESH }, from: low, proves: false };
  if (high < place.next) return anew(place, extent, now);
  if (low > place.next) {
    const lost = place.lost + low - place.next;
    return { place: { ...place, next: low, last: null, lost, brokenAt: now }, from: low, proves: false };
  }
  return place.last !== null && place.last.offset >= low
    ? { place, from: place.last.offset, proves: true }
    : { place, from: place.next, proves: false };
};

/** How many records wait. */
export const lagOf = (place: Place | null, { low, high }: Extent): number => Math.max(0, high - (place?.next ?? low));
