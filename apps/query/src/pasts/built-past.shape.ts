import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';

const { figure, id, listOf, maybe, moment, named, record, text, whole, word } = shapes;

const STATES = ['requested', 'running', 'paused', 'built', 'cancelled', 'failed', 'dropped'];

/** All rows of a projection as of a moment of the past, and how far their making is. */
export const BUILT_PAST = named(
  'BuiltPast',
  record({
    id: id(),
    projection: text(),
    version: whole(),
    asOf: AS_OF,
    state: word(STATES, '`built`: its rows can be asked for'),
    attempts: whole('How often it was begun: more than once after a crash or a pause'),
    events: whole('Read in this attempt'),
    total: whole('To read in this attempt; 0 before it begins'),
    eventsPerSecond: maybe(figure('Moving average of the last seconds')),
    etaSeconds: maybe(whole('Time left')),
    rows: maybe(whole()),
    parked: whole('Keys whose events could not all be folded: their rows are those from before'),
    fault: maybe(text()),
    by: text('The key on whose behalf it was asked for'),
    askedAt: moment(),
    startedAt: maybe(moment()),
    endedAt: maybe(moment()),
    keptUntil: maybe(moment('Its rows are dropped then')),
  }),
);

/** The newest of them. */
export const BUILT_PASTS = record({ pasts: listOf(BUILT_PAST) });
