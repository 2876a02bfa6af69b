/** Limits of `gather`. */
export interface GatherOptions<In> {
  /** Groups under way at a time; 1 when absent. */
  readonly atOnce?: number;
  /** Most weight of a group; one call may be heavier. 1,000 when absent. */
  readonly weightMax?: number;
  /** How much a call weighs; 1 when absent. */
  readonly weight?: (input: In) => number;
}

interface Waiting<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Turns work on many into work on one: calls that come while a group is under way wait and go together as the next one.
 * Nobody waits for company when nothing is under way, so single calls lose nothing, and under load a round trip and a
 * commit are shared by all who came meanwhile. When the work throws, all calls of that group fail with its error.
 */
export const gather = <In, Out>(
  work: (inputs: readonly In[]) => Promise<readonly Out[]>,
  { atOnce = 1, weightMax = 1_000, weight = () => 1 }: GatherOptions<In> = {},
): ((input: In) => Promise<Out>) => {
  const waiting: Waiting<In, Out>[] = [];
  let underWay = 0;
  const take = (): Waiting<In, Out>[] => {
    let count = 0;
    for (let sum = 0; count < waiting.length; count += 1) {
      sum += weight(waiting[count]!.input);
      if (count > 0 && sum > weightMax) break;
    }
    return waiting.splice(0, count);
  };
  const run = async (): Promise<void> => {
    // Calls of the same moment share the first group.
    await Promise.resolve();
    for (let group = take(); group.length > 0; group = take()) {
      try {
        const outputs = await work(group.map(({ input }) => input));
        group.forEach(({ resolve }, index) => resolve(outputs[index]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    underWay -= 1;
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (underWay >= atOnce) return;
      underWay += 1;
      void run();
    });
};
