import { isMainThread, parentPort, Worker, workerData, type WorkerOptions } from 'node:worker_threads';
import { learnModel, type Learned, type LearnTask } from '@rapport/decisions';
import type { Learner } from './learning';

interface Given {
  readonly rapport: 'learn';
  readonly task: LearnTask;
}

const isGiven = (data: unknown): data is Given => (data as Given | null)?.rapport === 'learn';

/** True in a thread that was started to learn a model, and for nothing else. */
export const isLearningThread = (): boolean => !isMainThread && isGiven(workerData);

/** What such a thread does: learns, says what came of it, and is over. */
export const learnInThread = (): void => parentPort!.postMessage(learnModel((workerData as Given).task));

/**
 * Learns in a thread of its own, so that neither requests nor followers wait. `entry` is a file that calls `learnInThread` when it
 * finds itself in such a thread. One at a time: two fits side by side would only take the processor from each other.
 */
export const threadLearner = (entry: string | URL, options: WorkerOptions = {}): Learner => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(() =>
      learned(entry, { ...options, workerData: { rapport: 'learn', task } satisfies Given }),
    );
    last = mine.catch(() => undefined);
    return mine;
  };
};

const learned = (entry: string | URL, options: WorkerOptions): Promise<Learned> =>
  new Promise((done, fail) => {
    const thread = new Worker(entry, options);
    thread.once('message', (outcome: Learned) => {
      done(outcome);
      void thread.terminate();
    });
    thread.once('error', fail);
    thread.once('exit', (code) =>
      fail(new Error(`the thread that learns a model ended with ${code} and said nothing`)),
    );
  });
