import { invalid, notFound } from '@rapport/edge';
import { lastClosedRun, allRuleVersions, type RuleRun, type UpTo } from '@rapport/projections';
import type { QueryParts } from '../parts';

const RULE = /^[a-z0-9][a-z0-9-]{0,99}$/;

/** The name of a rule. @throws Problem 400 */
export const ruleName = (value: string | undefined): string | undefined => {
  if (value !== undefined && !RULE.test(value)) throw invalid('rule must be the name of a rule, such as value-pyramid');
  return value;
};

/** The rule that a list is about. @throws Problem 404 when one is named that nobody published. */
export const ruleAsked = async ({ db }: Pick<QueryParts, 'db'>, given: string | undefined, usual: string) => {
  const rule = ruleName(given);
  if (rule === undefined || rule === usual) return usual;
  const known = (await allRuleVersions(db.manager)).some((version) => version.rule === rule);
  if (!known) throw notFound('rule');
  return rule;
};

/** The close that decided what holds at the end of a day; null = none did yet. */
export const closeAt = (
  { db }: Pick<QueryParts, 'db'>,
  rule: string,
  date: string | undefined,
  upTo: UpTo,
): Promise<RuleRun | null> => lastClosedRun(db.manager, rule, upTo, date);

/** A run as readers get it. */
export const runView = ({ key, ...run }: RuleRun): object => ({ run: key, ...run });
