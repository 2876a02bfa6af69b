import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, Consumer } from 'kafkajs';
import type { IntakeParts } from './parts';
import { type Beginning, type Extent, type Place, anew, beginningOf, bookmarkOf, placeIn, placeText } from './place';
import type { Held } from './take';

/** A partition of this process as it is being read. */
export interface Reading extends Held {
  /** The offset that the next fetch must ask for; what comes from elsewhere was not sought by us. */
  expected: number;
  /** The first record must be the last one that was taken. */
  proves: boolean;
}

/** What Kafka has of the partitions of a topic. */
export const extentsOf = async (admin: Admin, topic: string): Promise<ReadonlyMap<number, Extent>> =>
  new Map(
    (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => [
      partition,
      { low: Number(low), high: Number(high) },
    ]),
  );

const RETAKE_MS = 2_000;
const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * The partitions that the group gave to this process. None is read before its bookmark is taken and its place sought: where the bookmark is
 * counts, whatever offset the group has. Whoever held it before moves nothing any more.
 */
export class Holdings {
  readonly #held = new Map<string, Reading>();
  #generation = 0;

  constructor(
    private readonly parts: IntakeParts,
    private readonly consumer: Consumer,
    private readonly admin: Admin,
    private readonly faulty: (error: unknown) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** The partition, when it is ours and ready to be read. */
  get(topic: string, partition: number): Reading | undefined {
    return this.#held.get(keyOf(topic, partition));
  }

  all(): readonly Reading[] {
    return [...this.#held.values()];
  }

  /** To be called as soon as the group has given out its partitions: nothing is fetched before. */
  given(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.#generation += 1;
    this.#held.clear();
    for (const [topic, partitions] of Object.entries(assignment)) this.#open(topic, partitions);
  }

  /** Lets go of a partition and takes it again in a moment, if it is still ours then. */
  again(topic: string, partition: number, inMs = RETAKE_MS): void {
    this.#held.delete(keyOf(topic, partition));
    this.#open(topic, [partition], inMs);
  }

  /** The place is not what was read there: from the beginning of what is there now. */
  async restart(reading: Reading): Promise<void> {
    const extent = (await extentsOf(this.admin, reading.from.topic)).get(reading.partition);
    if (extent) await this.#seek(reading, reading.place, anew(reading.place, extent, new Date().toISOString()));
  }

  /** The first offset that Kafka still has of a partition. */
  async lowOf(topic: string, partition: number): Promise<number> {
    return (await extentsOf(this.admin, topic)).get(partition)?.low ?? 0;
  }

  #open(topic: string, partitions: readonly number[], inMs = 0): void {
    const generation = this.#generation;
    this.consumer.pause([{ topic, partitions: [...partitions] }]);
    const open = async (): Promise<void> => {
      for (let ms = inMs; ; ms = RETAKE_MS) {
        if (ms > 0) await pause(ms, undefined, { signal: this.signal });
        if (generation !== this.#generation) return;
        try {
          const extents = await extentsOf(this.admin, topic);
          await Promise.all(partitions.map((one) => this.#take(topic, one, extents.get(one), generation)));
          return;
        } catch (error) {
          this.faulty(error);
        }
      }
    };
    void open().catch(() => undefined);
  }

  async #take(topic: string, partition: number, extent: Extent | undefined, generation: number): Promise<void> {
    const from = this.parts.config.ingest.find((one) => one.topic === topic);
    if (from === undefined || extent === undefined || this.get(topic, partition)) return;
    const { takeovers } = this.parts.vault.timeline;
    const hold = await this.parts.store.bookmarks.take(bookmarkOf(topic, partition));
    if (generation !== this.#generation) return;
    const known = placeIn(hold.place);
    const beginning = beginningOf(known, extent, new Date().toISOString());
    const reading: Reading = { from, partition, hold, takeovers, place: beginning.place, expected: 0, proves: false };
    await this.#seek(reading, known, beginning);
    if (generation !== this.#generation) return;
    this.#held.set(keyOf(topic, partition), reading);
    this.consumer.resume([{ topic, partitions: [partition] }]);
  }

  async #seek(reading: Reading, before: Place | null, { place, from, proves }: Beginning): Promise<void> {
    const { hold, partition } = reading;
    const { topic } = reading.from;
    if (place !== before) await this.parts.store.bookmarks.move({ hold, to: placeText(place) });
    const lost = place.lost - (before?.lost ?? 0);
    if (lost > 0) this.parts.log(`intake: Kafka dropped ${lost} records of ${topic}/${partition} that nobody had read`);
    if (place.begun > (before?.begun ?? 0))
      this.parts.log(
        `intake: ${topic}/${partition} is not what was read before; it is read from its beginning, ${from}`,
      );
    Object.assign(reading, { place, expected: from, proves });
    this.consumer.seek({ topic, partition, offset: String(from) });
  }
}
