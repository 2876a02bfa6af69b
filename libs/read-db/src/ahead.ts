import { setImmediate } from 'node:timers/promises';

/**
 * Batches as they come, each given on while the next one is on its way already. One more than is asked for may have been fetched in vain
 * by who stops early.
 */
export const ahead = async function* <Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const source = batches[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (let one = await next; !one.done; one = await next) {
      next = source.next();
      // Should it fail meanwhile, that is seen when it is awaited.
      next.catch(() => undefined);
      // A pool hands a query to its connection a tick later: without this turn whoever takes the batch apart would come first.
      await setImmediate();
      yield one.value;
    }
  } finally {
    await source.return?.();
  }
};
