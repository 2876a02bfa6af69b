import { shapes } from '@rapport/edge';

const { amount, figure, flag, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

const STATES = ['requested', 'running', 'paused', 'ready', 'promoted', 'rolled-back', 'cancelled', 'failed'];
const PHASES = ['reading', 'indexing', 'catching-up', 'comparing', 'swapping'];

/** What a person may ask of a replay. */
export const REPLAY_WISHES = ['pause', 'resume', 'cancel', 'promote', 'rollback'] as const;

const DIFFERENCE = record({
  key: text(),
  in: word(['both', 'live', 'rebuilt']),
  fields: maybe(
    mapOf(
      record({ live: maybe(text()), rebuilt: maybe(text()) }),
      'Those that differ, as text, cut short; personal values are sealed. Null when the row is in one of the tables only',
    ),
  ),
});

const COMPARISON = named(
  'ReplayComparison',
  record({
    position: text(),
    rows: whole(),
    equal: whole(),
    different: whole(),
    onlyLive: whole(),
    onlyRebuilt: whole(),
    fields: mapOf(whole(), 'How many of the first thousand differ in it'),
    samples: listOf(DIFFERENCE, '20 at most'),
  }),
);

const decimal = maybe(amount());
const AGGREGATE = named(
  'FieldAggregate',
  record({ count: whole(), nulls: whole(), sum: decimal, min: decimal, max: decimal }),
);
const SIDE = record({ version: whole(), rows: whole() });

const AGGREGATES = named(
  'ReplayAggregates',
  record(
    {
      position: text(),
      before: SIDE,
      after: SIDE,
      fields: listOf(
        record({ field: text(), same: flag(), before: maybe(AGGREGATE), after: maybe(AGGREGATE) }),
        'What differs comes first',
      ),
    },
    {},
    'Beside the version that serves; null: nothing serves that has come as far',
  ),
);

/** One rebuild of a projection. */
export const REPLAY = named(
  'Replay',
  record({
    id: id(),
    projection: text(),
    version: whole(),
    promote: flag('Takes the place of the live one by itself'),
    state: word(STATES),
    phase: maybe(word(PHASES)),
    wish: maybe(word(REPLAY_WISHES, 'Asked for, not done yet')),
    attempts: whole('How often it was begun: more than once after a crash'),
    position: text('Up to where it is built; empty = nothing yet'),
    head: text('Up to where it is to be built; empty = not known yet'),
    events: whole('Read in this attempt'),
    total: whole('To read in this attempt'),
    eventsPerSecond: maybe(figure('Moving average of the last seconds')),
    etaSeconds: maybe(whole('Time left')),
    rows: maybe(whole()),
    comparison: maybe(COMPARISON),
    aggregates: maybe(AGGREGATES),
    fault: maybe(text()),
    askedAt: moment(),
    by: maybe(text('The key; null: the projector did')),
    wishBy: maybe(text('The key that asked last for something to be done with it')),
    startedAt: maybe(moment()),
    endedAt: maybe(moment()),
    keptUntil: maybe(moment('Until when it can be rolled back')),
  }),
);
