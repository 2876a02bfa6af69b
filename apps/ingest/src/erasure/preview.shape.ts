import { shapes } from '@rapport/edge';
import { HANDLE_FIELDS } from './handle.shape';

const { flag, id, listOf, maybe, named, record, text, whole } = shapes;

/** What an erasure would take. */
export const PREVIEW = named(
  'ErasurePreview',
  record({
    customerId: id(),
    position: text('Everything in the log up to here is considered'),
    handles: listOf(record({ ...HANDLE_FIELDS, erased: flag('Already'), events: whole('That it owns') })),
    events: whole('Of all handles'),
    searchWords: whole(),
    refusedInput: whole('That may be about them'),
    parked: whole('Failures of theirs that wait in read models'),
    staysWithOthers: listOf(id(), 'Handles seen with this customer that are not theirs alone'),
    approvals: { ...whole('How many different keys must want it'), enum: [1, 2] },
    open: maybe(id('Of the erasure that is not finished')),
  }),
);
