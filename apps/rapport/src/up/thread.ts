import { foldInThread, isFoldingThread, isLearningThread, learnInThread } from '@rapport/read-db';

/** A thread of this program: it does what it was started for (learning a model, folding), and knows of nothing else. */
export const runThread = (): void => {
  if (isLearningThread()) learnInThread();
  else if (isFoldingThread()) foldInThread();
};
