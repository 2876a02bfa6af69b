import type { ScannedEvent } from '@rapport/event-store';
import { SLICES, sliceOf } from '../slices';
import { type Extent, SpillFile } from './spill-file';

/** What an event costs beside the text of its body, in octets. */
const PER_EVENT = 300;
/** Lines of an event in the spill file; neither streams nor bodies have line feeds. */
const LINES = 6;

/** Events in a file that this process has open. */
export interface Filed {
  readonly descriptor: number;
  /** By slice. */
  readonly slices: readonly (readonly Extent[])[];
}

type Owned = readonly [customer: string, event: ScannedEvent];

/** Events by customer, those of each in the order in which they came. */
export type ByCustomer = ReadonlyMap<string, readonly ScannedEvent[]>;

/**
 * Events laid by until all are there, so that those of a customer are folded one after the other: a row is hundreds of small objects, and
 * fetching them from memory for every event anew costs as much as folding it; and nobody's row need be kept meanwhile. Those that do
 * not fit into memory go to a file, by slices, so that each is read and written once, however many they are.
 */
export class Partitions {
  #slices: Owned[][] = emptySlices();
  readonly #extents: Extent[][] = Array.from({ length: SLICES }, () => []);
  #file: SpillFile | undefined;
  #octets = 0;

  /**
   * @param octets that they may take in memory
   * @param dir of the file
   */
  constructor(
    private readonly octets: number,
    private readonly dir: string,
  ) {}

  get isFull(): boolean {
    return this.#octets > this.octets;
  }

  add(customer: string, event: ScannedEvent): void {
    this.#slices[sliceOf(customer)]!.push([customer, event]);
    this.#octets += event.body.length + PER_EVENT;
  }

  /** Writes what is in memory to the file. @throws NoRoom */
  async spill(): Promise<void> {
    this.#file ??= await SpillFile.open(this.dir);
    await this.#file.secure(this.#octets);
    const slices = this.#slices;
    this.#slices = emptySlices();
    this.#octets = 0;
    for (const [slice, some] of slices.entries()) {
      if (some.length > 0) this.#extents[slice]!.push(await this.#file.append(textOf(some)));
      slices[slice] = [];
    }
  }

  /** All of them, slice by slice; nothing is left in memory. */
  async *taken(): AsyncGenerator<ByCustomer> {
    for (let slice = 0; slice < SLICES; slice++) {
      const grouped = await this.ofSlice(slice);
      this.#slices[slice] = [];
      if (grouped.size > 0) yield grouped;
    }
    this.#octets = 0;
  }

  /** Those of a slice. */
  async ofSlice(slice: number): Promise<ByCustomer> {
    const texts: string[] = [];
    for (const extent of this.#extents[slice]!) texts.push(await this.#file!.read(extent));
    return groupedOf(texts, this.#slices[slice]);
  }

  /** Writes all that is still in memory to the file. Gives back its descriptor, and where the events of each slice stand. */
  async filed(): Promise<Filed> {
    await this.spill();
    return { descriptor: this.#file!.descriptor, slices: this.#extents };
  }

  /** Gives the file up. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

const emptySlices = (): Owned[][] => Array.from({ length: SLICES }, () => []);

/** The events of some parts of the file, and of some that came after them. */
export const groupedOf = (texts: readonly string[], later: Iterable<Owned> = []): ByCustomer => {
  const grouped = new Map<string, ScannedEvent[]>();
  for (const text of texts) group(grouped, eventsOf(text));
  group(grouped, later);
  return grouped;
};

const group = (into: Map<string, ScannedEvent[]>, some: Iterable<Owned>): void => {
  for (const [customer, event] of some) {
    const known = into.get(customer);
    if (known) known.push(event);
    else into.set(customer, [event]);
  }
};

const textOf = (some: readonly Owned[]): string =>
  some.map(([customer, { id, stream, position, recordedAt, body }]) =>
      `${customer}\n${id}\n${stream}\n${position}\n${recordedAt}\n${body}\n`).join(''); // prettier-ignore

const eventsOf = function* (text: string): Generator<Owned> {
  const lines = text.split('\n');
  for (let at = 0; at + LINES < lines.length; at += LINES) {
    const [customer, id, stream, position, recordedAt, body] = lines.slice(at, at + LINES) as
      [string, string, string, string, string, string]; // prettier-ignore
    yield [customer, { id, stream, position, recordedAt, body }];
  }
};
