import type { Log } from '../worker';

/**
 * What followers call that find tables gone: several do at once, and one mends for all.
 * @param mend makes again what is gone; true when there was something
 */
export const mender = (mend: () => Promise<boolean>, log: Log): (() => Promise<void>) => {
  let under: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      if (await mend()) log('warn', 'tables were gone: they are made again and filled from the log');
    } catch (error) {
      log('warn', 'tables are gone and could not be made again yet', { fault: String(error) });
    }
  };
  return () => (under ??= run().finally(() => (under = undefined)));
};
