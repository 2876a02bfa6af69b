import { shapes, type Schema } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';
import { WHOM } from './decision.shape';

const { listOf, maybe, record, text } = shapes;

/** Where the next page of a list starts. */
export const NEXT = maybe(text('`cursor` of the next page; null on the last one'));

/** What an answer says when it was asked for the past. */
export const ASKED_THEN: shapes.Fields = { asOf: AS_OF };

/** What such an answer is. */
export const HELD_AND_HISTORY = 'What holds and a page of the history; `next` is null on the last one';

/** What was decided about one customer: what holds, and a page of the history. */
export const decisionsShape = (held: Schema, decision: Schema, beside: shapes.Fields = {}): Schema =>
  record(
    {
      ...{ ...WHOM, current: listOf(held, 'By name of the rule'), ...beside },
      ...{ history: listOf(decision, 'Newest first'), next: NEXT },
    },
    ASKED_THEN,
  );
