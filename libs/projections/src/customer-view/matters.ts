import type { SealedCell } from '@rapport/events';
import { type Stated, withNewest } from '../newest';

/** One step of something that begins and ends: a promise, a case. `says` is what the step tells about the whole. */
export interface Step<State extends string, Says extends object> extends Stated {
  readonly id: string;
  /** Null: the step changes what is said, not where the matter stands. */
  readonly state: State | null;
  readonly says: Partial<Says>;
  readonly sealed?: Readonly<Record<string, SealedCell>>;
}

/** Something that has begun and not ended, as its steps tell it. */
export type Open<State extends string, Says extends object> = Partial<Says> & {
  readonly id: string;
  readonly state: State;
  /** When it began (or began anew), and by which event. */
  readonly since: string;
  readonly eventId: string;
  readonly sealed: Readonly<Record<string, SealedCell>>;
};

/** Which states begin a matter and which end it. */
export interface Course<State extends string> {
  readonly begins: readonly State[];
  readonly ends: readonly State[];
}

/**
 * The step and the newest others; steps beyond `max` are forgotten, and with them a matter whose beginning they were. The
 * words of a beginning go as soon as an end follows it: an end is forgotten later than what it ended, so that holds in any
 * order of arrival.
 */
export const withStep = <State extends string, Says extends object>(
  steps: readonly Step<State, Says>[],
  step: Step<State, Says>,
  { ends }: Course<State>,
  max: number,
): readonly Step<State, Says>[] => {
  const newest = withNewest(steps, step, max);
  if (newest === steps) return steps;
  const over = new Set<string>();
  return newest.map((one) => {
    if (one.state !== null && ends.includes(one.state)) over.add(one.id);
    if (!one.sealed || !over.has(one.id)) return one;
    const { sealed, ...rest } = one;
    return rest;
  });
};

/**
 * What is open by the newest steps, newest first. A matter is open when the last of its steps that begins or ends it
 * begins it; so the order in which the steps arrived does not matter.
 */
export const openBy = <State extends string, Says extends object>(
  steps: readonly Step<State, Says>[],
  course: Course<State>,
): readonly Open<State, Says>[] => {
  const matters = new Map<string, Step<State, Says>[]>();
  for (const step of steps) {
    const known = matters.get(step.id);
    if (known) known.push(step);
    else matters.set(step.id, [step]);
  }
  const open = [...matters.values()].flatMap((itsSteps) => openMatter(itsSteps, course) ?? []);
  return open.sort((a, b) => (a.since > b.since || (a.since === b.since && a.eventId > b.eventId) ? -1 : 1));
};

/** @param steps of one matter, newest first */
const openMatter = <State extends string, Says extends object>(
  steps: readonly Step<State, Says>[],
  { begins, ends }: Course<State>,
): Open<State, Says> | null => {
  const turn = steps.find(({ state }) => state !== null && (begins.includes(state) || ends.includes(state)));
  if (!turn || turn.state === null || ends.includes(turn.state)) return null;
  const oldestFirst = [...steps].reverse();
  const said = Object.assign({}, ...oldestFirst.map(({ says }) => says)) as Partial<Says>;
  const sealed = Object.assign({}, ...oldestFirst.map((step) => step.sealed)) as Open<State, Says>['sealed'];
  const state = steps.find((step) => step.state !== null)!.state!;
  return { ...said, id: turn.id, state, since: turn.at, eventId: turn.eventId, sealed };
};
