import { shapes } from '@rapport/edge';
import { cellOf } from '../cell.shape';
import { WHOM } from '../decisions/decision.shape';

const { flag, id, maybe, moment, named, record, text, word } = shapes;

const PERSONAL = record(
  {},
  { text: cellOf(text('Of who opened it')), note: cellOf(text('Of who did or reopened it last')) },
  'What was said in words about the customer',
);

/** Something that somebody has to do about a customer. */
export const TASK = named(
  'Task',
  record({
    ...{ taskId: id(), ...WHOM },
    status: word(['open', 'done', 'closed'], '`closed`: taken off the list without being done'),
    about: text('What is to be done; nothing of the person'),
    dueAt: moment(),
    overdue: flag(),
    snoozedUntil: maybe(moment('It rests until then')),
    priority: word(['low', 'normal', 'high']),
    ...{ assignee: maybe(text('Who has to do it')), team: maybe(text('Whose members may do it')) },
    policy: maybe(text('That wants it; null = a person does')),
    trigger: maybe(id('The event that it is about')),
    outcome: maybe(text('How it ended')),
    ...{ openedAt: moment(), openedBy: maybe(text()), doneAt: maybe(moment()), doneBy: maybe(text()) },
    closedBecause: maybe(text('Why it was closed without being done')),
    personal: PERSONAL,
    position: text('Where the last step stands in the log'),
  }),
);
