import { shapes } from '@rapport/edge';
import { REPLAY } from './replay.shape';

const { anything, figure, id, listOf, mapOf, maybe, moment, named, record, text, whole } = shapes;

const PROGRESS: shapes.Fields = {
  projection: text(),
  version: whole(),
  position: text('Everything up to there is included; empty = nothing yet'),
  eventId: maybe(id()),
  head: text('The end of the log as it was last seen; empty = never seen, or the log is'),
  lag: whole('Events between the two'),
  oldestWaitingMs: figure('Age of the oldest event that waits; 0 = none is known to'),
  fault: maybe(text('Why it does not move')),
  faultSince: maybe(moment()),
  nextTryAt: maybe(moment('With a fault, null = not before somebody has looked at it')),
  updatedAt: moment('When the position last moved'),
  headSeenAt: maybe(moment('When the projector last looked at the end of the log')),
};

const PARKED = named(
  'Parked',
  record({
    projection: text(),
    version: whole(),
    key: text('The customer or row whose events wait'),
    position: text(),
    eventId: id('Of the one that could not be folded'),
    error: text(),
    parkedAt: moment(),
  }),
);

/** How far each view is. */
export const PROJECTIONS = record({
  projections: listOf(
    named('ProjectionProgress', record({ ...PROGRESS, parkedCount: whole(), parked: listOf(PARKED) })),
    'By name',
  ),
});

const DEFINITION = mapOf(anything(), 'As somebody described it');

/** One projection. */
export const PROJECTION = named(
  'Projection',
  record({
    name: text(),
    version: whole(),
    serving: maybe(whole('The version whose rows are given out')),
    definition: maybe({ ...DEFINITION, description: 'As somebody described it; null when it comes with Rapport' }),
    versions: listOf(
      record({ version: whole(), definition: DEFINITION, by: maybe(text('Whose key')), definedAt: moment() }),
      'Those that were described, the newest first',
    ),
    progress: maybe(named('VersionProgress', record({ ...PROGRESS, parked: whole('How many are') }))),
    replay: maybe(REPLAY),
  }),
);
