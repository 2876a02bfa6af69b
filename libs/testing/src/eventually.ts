/**
 * Repeats an assertion until it passes; after `ms` milliseconds (5 s when absent) its last failure is thrown. Returns what
 * the assertion returned.
 */
export const eventually = async <T>(assertion: () => T | Promise<T>, ms = 5_000): Promise<T> => {
  for (const end = performance.now() + ms; ;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
};
