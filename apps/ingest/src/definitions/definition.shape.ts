import { shapes } from '@rapport/edge';
import { POSITION } from '../receipt.shape';

const { anything, flag, listOf, mapOf, named, record, text, whole } = shapes;

/** A projection that was described, now or before. */
export const DEFINED = named(
  'DefinedProjection',
  record({
    ...{ name: text(), version: whole('From 1'), definition: mapOf(anything(), 'As it was given') },
    promote: flag('It serves as soon as it is built, or waits until somebody says so'),
    position: POSITION,
  }),
);

/** A projection that was dropped. */
export const DROPPED = record({ name: text(), dropped: flag(), position: POSITION });

/** What a description would give. */
export const PREVIEW = named(
  'ProjectionPreview',
  record({
    rows: listOf(mapOf(anything()), 'Parts and measures by name; the first 100'),
    sample: record({
      events: whole('The newest that were looked at'),
      counted: whole('How many of them are counted in rows'),
      from: text('Position of the first; empty without any'),
      to: text('Position of the last'),
    }),
    events: whole('Of the whole history, where positions count them'),
    estimatedSeconds: whole('About how long the build would take here'),
  }),
);
