/** Reads one step ahead of whoever takes, so that reading and sending go on at the same time. */
export async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const read = (): Promise<IteratorResult<T>> => {
    const next = iterator.next();
    // Its failure is for whoever takes it, if anybody does.
    next.catch(() => undefined);
    return next;
  };
  try {
    for (let next = read(); ;) {
      const { value, done } = await next;
      if (done) return;
      next = read();
      yield value as T;
    }
  } finally {
    // Not awaited: it may wait for what comes next until its signal ends it.
    void iterator.return?.()?.catch(() => undefined);
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
export const orAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
