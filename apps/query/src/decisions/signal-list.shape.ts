import { shapes } from '@rapport/edge';
import { AT_CLOSE } from './at-close.shape';
import { ASKED_THEN, NEXT } from './decisions.shape';
import { SIGNALLED_CUSTOMER } from './signal.shape';

const { amount, listOf, named, record, text, whole } = shapes;

const LEVEL = named(
  'LevelSummary',
  record({ level: text(), currency: text(), count: whole(), valueAtStake: amount() }),
);

/** The signals that hold at a close. */
export const SIGNAL_LIST = named(
  'SignalList',
  record(
    {
      ...AT_CLOSE,
      summary: listOf(LEVEL, 'Of all that hold, whatever `level` is asked for'),
      ...{ signals: listOf(SIGNALLED_CUSTOMER, 'Highest value at stake first'), next: NEXT },
    },
    ASKED_THEN,
  ),
);
