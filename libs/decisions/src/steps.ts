/**
 * Work about all customers in steps: between two of them whoever does it may let others have the processor. The work does not change what it
 * comes to, wherever it rests.
 */
export type Steps<Made> = Generator<undefined, Made, undefined>;

/** After so many customers a step ends. */
export const STEP = 1_024;

/** All of the work without a rest. */
export const atOnce = <Made>(steps: Steps<Made>): Made => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** The things, with a step's end after each so many of them. */
export const eachInSteps = function* <Thing>(things: Iterable<Thing>, take: (thing: Thing) => void): Steps<void> {
  let left = STEP;
  for (const thing of things) {
    take(thing);
    if (--left > 0) continue;
    left = STEP;
    yield;
  }
};
