import type { SealedCell } from '@rapport/events';
import { type Stated, isLater, withNewest } from '../newest';

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

/** Which states begin a matter and which end it, and how many steps of a customer are kept. */
export interface Course<State extends string> {
  readonly begins: readonly State[];
  readonly ends: readonly State[];
  readonly stepsMax: number;
}

/** The newest steps, and what is open by them; both newest first. */
export interface Matters<State extends string, Says extends object> {
  readonly steps: readonly Step<State, Says>[];
  readonly open: readonly Open<State, Says>[];
}

const isOneOf = <State extends string>(states: readonly State[], state: State | null): boolean =>
  state !== null && states.includes(state);

const withoutWords = <State extends string, Says extends object>(step: Step<State, Says>): Step<State, Says> => {
  const { sealed: _, ...rest } = step;
  return rest as Step<State, Says>;
};

/**
 * The words of a beginning go as soon as an end follows it, to keep rows small. An end is forgotten later than what it
 * ended, so that holds in any order of arrival.
 */
const listed = <State extends string, Says extends object>(
  steps: readonly Step<State, Says>[],
  step: Step<State, Says>,
  { ends, stepsMax }: Course<State>,
): readonly Step<State, Says>[] => {
  const ended = steps.some((one) => one.id === step.id && isOneOf(ends, one.state) && isLater(one, step));
  const newest = withNewest(steps, ended ? withoutWords(step) : step, stepsMax);
  if (newest === steps || !isOneOf(ends, step.state)) return newest;
  return newest.map((one) => (one.sealed && one.id === step.id && isLater(step, one) ? withoutWords(one) : one));
};

/**
 * Takes a step. A matter is open when the last of its steps that begins or ends it begins it, whichever arrived first.
 * Steps beyond the course's maximum are forgotten, and with them a matter whose beginning they were.
 */
export const take = <State extends string, Says extends object>(
  matters: Matters<State, Says>,
  step: Step<State, Says>,
  course: Course<State>,
): Matters<State, Says> => {
  const steps = listed(matters.steps, step, course);
  if (steps === matters.steps) return matters;
  const forgotten = steps.length === matters.steps.length ? matters.steps.at(-1)!.id : step.id;
  const touched = forgotten === step.id ? [step.id] : [step.id, forgotten];
  const open = matters.open.filter(({ id }) => !touched.includes(id));
  for (const id of touched) {
    const matter = openMatter(
      steps.filter((one) => one.id === id),
      course,
    );
    if (matter) open.push(matter);
  }
  return { steps, open: open.sort(newestFirst) };
};

type Since = Pick<Open<string, object>, 'since' | 'eventId'>;
const newestFirst = (a: Since, b: Since): number =>
  a.since > b.since || (a.since === b.since && a.eventId > b.eventId) ? -1 : 1;

/** @param steps of one matter, newest first */
const openMatter = <State extends string, Says extends object>(
  steps: readonly Step<State, Says>[],
  { begins, ends }: Course<State>,
): Open<State, Says> | null => {
  const turn = steps.find(({ state }) => isOneOf(begins, state) || isOneOf(ends, state));
  if (!turn || !isOneOf(begins, turn.state)) return null;
  const oldestFirst = [...steps].reverse();
  const said = Object.assign({}, ...oldestFirst.map(({ says }) => says)) as Partial<Says>;
  const sealed = Object.assign({}, ...oldestFirst.map((step) => step.sealed)) as Open<State, Says>['sealed'];
  const state = steps.find((step) => step.state !== null)!.state!;
  return { ...said, id: turn.id, state, since: turn.at, eventId: turn.eventId, sealed };
};
