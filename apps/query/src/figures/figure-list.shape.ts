import { shapes } from '@rapport/edge';
import { FREEZING } from './figure-job.shape';
import { LISTED_FIGURE } from './figure.shape';

const { listOf, maybe, named, record, text } = shapes;

/** A page of figures, and what is being asked. */
export const FIGURE_LIST = named(
  'FigureList',
  record({
    figures: listOf(LISTED_FIGURE, 'Newest first'),
    asked: listOf(FREEZING, 'Under way, or came to nothing; the newest 50, on the first page only'),
    next: maybe(text('`before` of the next page; null on the last one')),
  }),
);
