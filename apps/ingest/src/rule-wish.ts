import { Optional, invalid, type Caller } from '@rapport/edge';
import { isDay, RULE_KINDS, type RuleKindName } from '@rapport/events';
import { SINCE_EVER } from '@rapport/read-db';
import { IsIn, IsObject, IsString, Length, Matches } from 'class-validator';
import type { RuleWish } from './publish-rule';

const RULE = /^[a-z][a-z0-9-]{0,59}$/;

/** The body that says what a rule shall be, or might be. */
export class NewVersion {
  @IsIn(RULE_KINDS) kind!: RuleKindName;
  @Optional() @IsObject() params?: Record<string, unknown>;
  @Optional() @Matches(/^\d{4}-\d\d-\d\d$/) effectiveFrom?: string;
  @IsString() @Length(3, 500) reason!: string;
}

/** Its schema. @param paramsInWords what parameters there are */
export const RULE_BODY = (paramsInWords: string) => ({
  type: 'object',
  required: ['kind', 'reason'],
  properties: {
    kind: { type: 'string', enum: [...RULE_KINDS], description: 'Never changes for a rule' },
    params: { type: 'object', description: paramsInWords },
    effectiveFrom: { type: 'string', format: 'date', description: 'First day whose close it decides; every day when absent' }, // prettier-ignore
    reason: { type: 'string', minLength: 3, maxLength: 500, description: 'In the log as it is: nothing personal' },
  },
});

/** What a caller wants of the rule of this name. @throws Problem 400 for a name or a day that is none */
export const ruleWish = (rule: string, wanted: NewVersion, { keyId }: Caller): RuleWish => {
  const { kind, params = {}, effectiveFrom = SINCE_EVER, reason } = wanted;
  if (!RULE.test(rule)) throw invalid('a rule’s name is small letters, digits and hyphens, 60 at most');
  if (!isDay(effectiveFrom)) throw invalid('there is no such day');
  return { rule, kind, params, effectiveFrom, reason, by: keyId };
};
