import { shapes } from '@rapport/edge';
import { RULE_KINDS } from '@rapport/events';
import { POSITION } from './receipt.shape';

const { anything, dayText, mapOf, named, record, text, whole, word } = shapes;

/** A version of a rule that was published, now or before. */
export const PUBLISHED_RULE = named(
  'PublishedRule',
  record({
    ...{ rule: text(), kind: word(RULE_KINDS), params: mapOf(anything(), 'With all that was left out') },
    effectiveFrom: dayText('First day whose close it decides'),
    version: whole('From 1'),
    position: POSITION,
  }),
);
