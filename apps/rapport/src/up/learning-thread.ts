import { isLearningThread, learnInThread } from '@rapport/read-db';

/** A thread of this program: it learns the model that it was started for, and knows of nothing else. */
export const runThread = (): void => {
  if (isLearningThread()) learnInThread();
};
