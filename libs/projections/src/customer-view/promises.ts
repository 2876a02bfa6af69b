import type { FactOf } from '@rapport/events';
import { stated } from '../newest';
import { put } from '../put';
import { shortCells } from './activity';
import { type Course, type Open, type Step, take } from './matters';

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

const COURSE: Course<PromiseState> = { begins: ['made'], ends: ['kept', 'broken'], stepsMax: 50 };

const taken = <Row extends Promises>(row: Row, step: Step<PromiseState, PromiseFacts>, mine: boolean): Row => {
  const { steps, open } = take({ steps: row.promiseSteps, open: row.openPromises }, step, COURSE);
  return steps === row.promiseSteps ? row : put(row, { promiseSteps: steps, openPromises: open }, mine);
};

export const promised = <Row extends Promises>(row: Row, fact: FactOf<'PromiseMade'>, mine = false): Row => {
  const { promiseId, dueAt, kind, owner, caseId } = fact.data;
  return taken(
    row,
    {
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
    },
    mine,
  );
};

/** Kept or broken. */
export const settledBy =
  (state: 'kept' | 'broken') =>
  <Row extends Promises>(row: Row, fact: FactOf<'PromiseKept' | 'PromiseBroken'>, mine = false): Row =>
    taken(row, { ...stated(fact), id: fact.data.promiseId, state, says: {} }, mine);
