import { shapes, type Schema } from '@rapport/edge';

const { anything, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

const DONE_OR_NOT = ['requested', 'running', 'done', 'failed'];

/** How far something is that is asked about a figure; `done`: what came out is about to be in the rows. */
export const jobFields = (states: readonly string[] = DONE_OR_NOT): shapes.Fields => ({
  state: word(states),
  ...{ events: whole('Read so far'), total: whole('There are to read; 0 before it begins') },
  fault: maybe(text('Why nothing came out')),
  ...{ by: text('The key on whose behalf it was asked'), askedAt: moment() },
});

const question = {
  projection: text('The name in the description'),
  version: maybe(whole('Of the projection that was described so; null = the description is the figure’s own')),
  definition: mapOf(anything(), 'The description, whole'),
  where: mapOf(listOf(text()), 'For each part of the rows, by its name, the values that are asked for'),
};
const stretch = { from: text('First day, week, month or year'), to: text('The first that is not wanted any more') };

/** What everything that is said of a figure says. */
export const ASKED: shapes.Fields = {
  id: id(),
  name: text('What people call it'),
  question: named('FigureQuestion', record(question, stretch)),
  upTo: text('The history counts up to this position of the log'),
};

/** A freezing that is under way or came to nothing. */
export const FREEZING: Schema = named(
  'FigureFreezing',
  record({ ...ASKED, ...jobFields(['requested', 'running', 'failed']) }),
);
