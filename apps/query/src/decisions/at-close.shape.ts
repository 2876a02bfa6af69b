import { shapes } from '@rapport/edge';
import { RULE_CLOSE } from './rule.shape';

const { dayText, maybe, text } = shapes;

/** Of which rule a list of decisions is, and at the end of which day. */
export const AT_CLOSE: shapes.Fields = {
  rule: text(),
  date: maybe(dayText('The last day that the rule closed, up to the one that was asked for; null = none')),
  close: maybe(RULE_CLOSE),
};
