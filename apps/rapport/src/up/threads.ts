import { availableParallelism } from 'node:os';
import { type FoldingThreads, type Learner, threadLearner } from '@rapport/read-db';

/** Of the processors, what threads that fold take at most: the database writes what they fold, and others work too. */
const SHARE = 2 / 3;
/** Fewer events are folded in the time in which threads get ready. */
const WORTH_IT = 100_000;

/** What the projector has done by threads of this program. */
export const threads = (
  processors = availableParallelism(),
): { readonly learner: Learner; readonly threads: FoldingThreads } => {
  const entry = process.argv[1]!;
  return { learner: threadLearner(entry), threads: { entry, count: Math.ceil(processors * SHARE), from: WORTH_IT } };
};
