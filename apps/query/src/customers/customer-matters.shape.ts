import { shapes } from '@rapport/edge';
import { personal } from '../cell.shape';

const { id, listOf, moment, named, record, text, word } = shapes;

const BEGUN = { since: moment('When it began, or began anew'), eventId: id('Of the event by which it did') };

const OPEN_PROMISE = named(
  'OpenPromise',
  record(
    { id: text(), state: word(['made']), ...BEGUN, dueAt: moment(), personal: personal('What was promised') },
    { kind: text(), owner: text('Who has to keep it'), caseId: text() },
  ),
);

const OPEN_CASE = named(
  'OpenCase',
  record(
    {
      id: text(),
      state: word(['opened', 'assigned', 'in-progress', 'answered', 'reopened']),
      ...BEGUN,
      personal: personal('What they said: the subject, else the text'),
    },
    {
      kind: word(['enquiry', 'suggestion', 'complaint']),
      reason: text(),
      priority: word(['low', 'normal', 'high', 'urgent']),
      dueAt: moment('Promised by'),
      agent: text(),
      department: text(),
      queue: text(),
    },
  ),
);

/** What has begun and not ended, the newest first. */
export const MATTERS = { openPromises: listOf(OPEN_PROMISE), openCases: listOf(OPEN_CASE) };
