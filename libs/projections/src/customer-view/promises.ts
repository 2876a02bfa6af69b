import type { FactOf } from '@rapport/events';
import { stated } from '../newest';
import { shortCells } from './activity';
import { type Course, type Open, type Step, openBy, withStep } from './matters';

export type PromiseState = 'made' | 'kept' | 'broken';

/** What is known of a promise; whether it is overdue is for the reader, who has a clock. */
export interface PromiseFacts {
  readonly dueAt: string;
  readonly kind: string;
  readonly owner: string;
  readonly caseId: string;
}
export type OpenPromise = Open<PromiseState, PromiseFacts>;

/** The part of the row that promises change. */
export interface Promises {
  readonly openPromises: readonly OpenPromise[];
  /** State of the fold, not part of the view. */
  readonly promiseSteps: readonly Step<PromiseState, PromiseFacts>[];
}

const COURSE: Course<PromiseState> = { begins: ['made'], ends: ['kept', 'broken'] };
const STEPS_MAX = 50;

const taken = <Row extends Promises>(row: Row, step: Step<PromiseState, PromiseFacts>): Row => {
  const promiseSteps = withStep(row.promiseSteps, step, COURSE, STEPS_MAX);
  return promiseSteps === row.promiseSteps ? row : { ...row, promiseSteps, openPromises: openBy(promiseSteps, COURSE) };
};

export const promised = <Row extends Promises>(row: Row, fact: FactOf<'PromiseMade'>): Row => {
  const { promiseId, dueAt, kind, owner, caseId } = fact.data;
  return taken(row, {
    ...stated(fact),
    id: promiseId,
    state: 'made',
    says: {
      dueAt,
      ...(kind !== undefined && { kind }),
      ...(owner !== undefined && { owner }),
      ...(caseId !== undefined && { caseId }),
    },
    sealed: shortCells(fact.sealed, 1),
  });
};

/** Kept or broken. */
export const settledBy =
  (state: 'kept' | 'broken') =>
  <Row extends Promises>(row: Row, fact: FactOf<'PromiseKept' | 'PromiseBroken'>): Row =>
    taken(row, { ...stated(fact), id: fact.data.promiseId, state, says: {} });
