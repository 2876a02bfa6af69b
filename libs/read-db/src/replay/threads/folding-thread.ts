import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { copyLines } from '../copy-lines';
import { CustomerFold, type Folded, foldCustomer } from '../customer-fold';
import { groupedOf } from '../partitions';
import { readExtent } from '../spill-file';
import type { Given, Said, Slice, Source } from './messages';
import { projectionOf } from './source';

/** Rows of one part. */
const PART = 500;
/** Lower than that of followers and requests, which somebody waits for. */
const NICE = 5;
const NOTHING_SKIPPED = { any: false, covers: () => false };

const isGiven = (data: unknown): data is Given => (data as Given | null)?.rapport === 'fold';

/** True in a thread that was started to fold, and for nothing else. */
export const isFoldingThread = (): boolean => !isMainThread && isGiven(workerData);

/** What such a thread does: folds slice after slice, as it is told, and says what came of it. */
export const foldInThread = (): void => {
  stepBack();
  const { descriptor, sources } = workerData as Given;
  const folders = sources.map((source) => new Folder(source));
  const folds = folders.map(({ fold }) => fold);
  const say = (said: Said, octets: readonly ArrayBuffer[] = []): void => parentPort!.postMessage(said, octets);
  parentPort!.on('message', ({ slice, extents }: Slice) => {
    let events = 0;
    const tell = (least: number): void => {
      for (const [source, folder] of folders.entries()) {
        if (folder.fold.ready < least) continue;
        const part = { source, ...folder.taken() };
        say({ slice, part }, [part.octets.buffer]);
      }
    };
    for (const [customer, own] of groupedOf(extents.map((extent) => readExtent(descriptor, extent)))) {
      for (const count of foldCustomer(customer, own, folds)) events += count;
      tell(PART);
    }
    tell(0);
    say({ slice, events });
  });
};

/** Folds for one source, and makes lines of the rows. */
class Folder {
  readonly fold: CustomerFold;
  readonly #lines: ReturnType<typeof copyLines>;

  constructor(source: Source) {
    this.fold = new CustomerFold(projectionOf(source), NOTHING_SKIPPED, null);
    this.#lines = copyLines(source.table);
  }

  taken() {
    const { rows, parked, corrected } = this.fold.taken();
    return { ...octetsOf(this.#lines(rows)), ...placesOf(parked), keys: rows.map(({ key }) => key), corrected };
  }
}

/** In memory of their own, which can be handed over. */
const octetsOf = (text: string): { readonly octets: Uint8Array<ArrayBuffer> } => ({
  octets: new TextEncoder().encode(text),
});

/** Of an event that could not be folded its place is enough. */
const placesOf = (parked: Folded['parked']) => ({
  parked: parked.map(({ poison: { eventId, position }, ...one }) => ({ ...one, poison: { eventId, position } })),
});

/** Leaves the processor to others where only the thread itself can be told to: elsewhere its priority stays. */
const stepBack = (): void => {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICE);
  } catch {
    // No such system, or not allowed: it works as well, only less politely.
  }
};
