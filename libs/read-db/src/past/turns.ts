/** So many others wait for the past already that it makes no sense to wait behind them. */
export class PastBusy extends Error {
  constructor() {
    super('too many others ask for the past at this moment');
    this.name = 'PastBusy';
  }
}

/** Reading a long history takes memory and the processor, which those need who ask about now. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 50;

/** Lets two works run at once, in the order in which they came. @throws PastBusy when fifty wait. */
export const takingTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= AT_ONCE_MAX) {
      if (waiting.length >= WAITING_MAX) throw new PastBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The turn goes to the next one; only when nobody waits is there one more.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
