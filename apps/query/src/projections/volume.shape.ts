import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';
import { BUCKETS, VOLUME_PARTS } from '@rapport/projections';

const { listOf, named, record, text, whole, word } = shapes;

const COUNT = record(
  { at: text('The bucket: `2026-11-20T16:00+01:00`, `2026-11-20` or `2026-11`'), count: whole() },
  Object.fromEntries(VOLUME_PARTS.map((part) => [part, text()])),
  'With the parts that it was split by; an empty one was not said',
);

/** How much came. */
export const VOLUME = named(
  'Volume',
  record(
    { by: word(BUCKETS), zone: text(), total: whole(), counts: listOf(COUNT, 'In the order of time') },
    { asOf: AS_OF },
  ),
);
