import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Filed } from '../partitions';
import type { Given, Part, Said, Slice, Source } from './messages';

/** Threads that fold, and when they are worth it. */
export interface FoldingThreads {
  /** A file that calls `foldInThread` when it finds itself in such a thread. */
  readonly entry: string | URL;
  readonly count: number;
  /** So many events are folded by threads; fewer are folded before these have been started. */
  readonly from: number;
  readonly options?: WorkerOptions;
}

/** What is done with what threads say. */
export interface Hearing {
  readonly part: (part: Part, slice: number) => Promise<void>;
  /** A slice has been folded. */
  readonly slice: (events: number) => Promise<void>;
}

/** Of a generation of new objects there are three halves. */
const YOUNG_MB = 192;

/**
 * Folds all slices, each in one of some threads, and takes what they say one after the other. A thread is given its next slice when what it
 * said of the one before has been taken, so that no more than a slice of each waits in memory.
 * @throws what a thread failed with, and what taking failed with
 */
export const foldInThreads = async (
  { entry, count, options }: FoldingThreads,
  { descriptor, slices }: Filed,
  sources: readonly Source[],
  hearing: Hearing,
): Promise<void> => {
  const waiting = slices.flatMap((extents, slice): Slice[] => (extents.length > 0 ? [{ slice, extents }] : []));
  const given: Given = { rapport: 'fold', descriptor, sources };
  const limits = { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } };
  const threads = Array.from({ length: Math.min(count, waiting.length) }, () => new Worker(entry, { ...limits, ...options, workerData: given })); // prettier-ignore
  try {
    await Promise.all(threads.map((thread) => work(thread, waiting, hearing)));
  } finally {
    // Before the file is closed: its number may be another file's then.
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
};

/** One thread folds what waits, slice by slice. */
const work = (thread: Worker, waiting: Slice[], hearing: Hearing): Promise<void> =>
  new Promise((done, fail) => {
    let taken = Promise.resolve();
    const next = (): void => {
      const slice = waiting.shift();
      if (slice) thread.postMessage(slice);
      else done();
    };
    const hear = async (said: Said): Promise<void> => {
      if ('part' in said) return hearing.part(said.part, said.slice);
      await hearing.slice(said.events);
      next();
    };
    thread.on('message', (said: Said) => {
      taken = taken.then(() => hear(said));
      taken.catch(fail);
    });
    thread.once('error', fail);
    thread.once('exit', (code) => fail(new Error(`a thread that folds ended with ${code}`)));
    next();
  });
