import { shapes, type Schema } from '@rapport/edge';
import { PERSONAL } from '../cell.shape';
import { PROFILE } from '../customers/customer.shape';
import { fieldsOf } from '../customers/fields-of';
import { IDENTIFIER } from '../customers/identifier.shape';
import { LOOKED } from '../audit/opening.shape';
import { POLICY_ACTION } from '../policies/policy.shape';
import { HELD_SEGMENT, SEGMENT_DECISION } from '../decisions/segment.shape';
import { HELD_SIGNAL, SIGNAL_DECISION } from '../decisions/signal.shape';
import { TASK } from '../tasks/task.shape';
import { HELD_TIER, TIER_DECISION } from '../decisions/tier.shape';
import { ENTRY_FIELDS } from '../customers/timeline.shape';
import { VALUE } from '../customers/value.shape';
import type { SectionName } from './everything';

const { either, id, listOf, maybe, moment, named, record, text, word } = shapes;

const TOLD_TASK = [
  ...['taskId', 'status', 'about', 'dueAt', 'openedAt', 'doneAt', 'outcome', 'closedBecause'],
  ...['policy', 'trigger', 'personal'],
];
const TOLD_ACTION = [
  ...['policy', 'version', 'action', 'kind', 'trigger', 'triggerType', 'status', 'why', 'detail', 'at'],
];
const REFUSED = {
  id: id(),
  source: maybe(text()),
  code: text(),
  detail: text(),
  receivedAt: moment(),
  expiresAt: moment('Until when it is kept'),
  value: PERSONAL,
};

const ROWS: Readonly<Record<SectionName, Schema>> = {
  identifiers: IDENTIFIER,
  profile: record({ customerId: id(), ...PROFILE }),
  value: record(VALUE),
  tiers: HELD_TIER,
  tierHistory: TIER_DECISION,
  segments: HELD_SEGMENT,
  segmentHistory: SEGMENT_DECISION,
  signals: HELD_SIGNAL,
  signalHistory: SIGNAL_DECISION,
  tasks: record(fieldsOf(TASK, ...TOLD_TASK)),
  actions: record(fieldsOf(POLICY_ACTION, ...TOLD_ACTION)),
  refusedInput: record(REFUSED),
  events: record({ ...ENTRY_FIELDS, means: maybe(text('What events of this type are')) }),
  openings: record(LOOKED),
};

const SECTIONS = Object.entries(ROWS).map(([name, row]) =>
  record({
    name: word([name]),
    title: text('The heading, for who reads it'),
    about: text('What it is, in a sentence'),
    rows: listOf(row),
  }),
);

/** Everything known about a person. */
export const EVERYTHING = named(
  'PersonExport',
  record({
    customerId: id(),
    exportedAt: moment(),
    position: text('What it includes of the log'),
    sections: listOf(either(...SECTIONS), 'Each of them once, in this order'),
  }),
);
