import { readRuleParams } from '@rapport/decisions';
import { Problem, unavailable } from '@rapport/edge';
import { canonicalJson, decodeEvent, isCurrency, type FactOf } from '@rapport/events';
import { ruleStream, versionEvent, type RuleVersion } from '@rapport/read-db';
import type { IngestParts } from './parts';
import { orUnavailable } from './store-answers';

/** What somebody wants a rule to be. */
export interface RuleWish extends Omit<RuleVersion, 'version'> {
  /** First day whose close it decides. */
  readonly effectiveFrom: string;
  readonly reason: string;
  readonly by: string;
}

/** A published version. `isNew` is false when the rule was like that already. */
export interface PublishedRule {
  readonly version: RuleVersion & { readonly effectiveFrom: string };
  readonly isNew: boolean;
  readonly position: string;
}

const ATTEMPTS_MAX = 10;

/** Looked at when somebody publishes, and never again: closes must go on with what was published when a currency is abolished. */
const unknownCurrency = (params: { readonly reportingCurrency?: string }): readonly string[] => {
  const { reportingCurrency: code } = params;
  return code === undefined || isCurrency(code) ? [] : [`reportingCurrency ${code} is no currency of ISO 4217`];
};

/** The parameters with all that was left out. @throws Problem 422 with every fault */
export const soundParams = ({ kind, params }: RuleWish, currency: string): Readonly<Record<string, unknown>> => {
  const read = readRuleParams(kind, params, currency);
  const faults = read.ok ? unknownCurrency(read.params) : read.faults;
  if (!read.ok || faults.length > 0) throw new Problem(422, 'rule-params', faults.join('; '), { faults });
  return { ...read.params };
};

/** The newest version on a rule's stream, and the stream's version. */
export const newestVersion = async (store: IngestParts['store'], rule: string) => {
  let expected = 0;
  let last: FactOf<'RuleVersionPublished'> | undefined;
  for await (const events of store.read([ruleStream(rule)])) {
    for (const event of events) {
      expected = event.version;
      if (event.type === 'RuleVersionPublished') last = decodeEvent(event) as FactOf<'RuleVersionPublished'>;
    }
  }
  return { expected, last };
};

const changedSince = (basedOn: number, version: number): Problem => {
  const detail = `the rule has version ${version} by now, and this was compared with version ${basedOn}; ask anew`;
  return new Problem(409, 'rule-changed-since', detail, { basedOn, version });
};

/**
 * Publishes a version of a rule, numbered after the one before it. Saying the same again publishes nothing. When a run (or
 * somebody else) writes to the rule's stream meanwhile, it looks again.
 * @param after the newest version that there may be (0 = none), for who has decided beside that one; any when absent.
 * @throws Problem 409 when the rule is of another kind or has another version than `after`, 422 when parameters are wrong.
 */
export const publishRule = async (
  { store, currency }: Pick<IngestParts, 'store' | 'currency'>,
  wish: RuleWish,
  now: Date,
  after?: number,
): Promise<PublishedRule> => {
  const { rule, kind, effectiveFrom, reason, by } = wish;
  const params = soundParams(wish, currency);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected, last } = await orUnavailable(() => newestVersion(store, rule));
    if (last && last.data.kind !== kind)
      throw new Problem(409, 'other-kind', `this rule is of the kind ${last.data.kind}`);
    const version = { rule, kind, params, effectiveFrom, version: (last?.data.version ?? 0) + 1 };
    const same = last && last.data.effectiveFrom === effectiveFrom && canonicalJson(last.data.params) === canonicalJson(params); // prettier-ignore
    if (same) return { version: { ...version, version: last.data.version }, isNew: false, position: last.position };
    if (after !== undefined && (last?.data.version ?? 0) !== after) throw changedSince(after, last?.data.version ?? 0);
    const { stream, event } = versionEvent({ ...version, reason }, by, now.toISOString());
    const [outcome] = await orUnavailable(() => store.append([{ stream, expected, events: [event] }]));
    if (outcome && 'placed' in outcome) return { version, isNew: true, position: outcome.placed[0]!.position };
  }
  throw unavailable('published-meanwhile', 'the rule is being run or published by others; repeat the same request');
};
