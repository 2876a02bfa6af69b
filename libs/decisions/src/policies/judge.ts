import { act, type Limits, type Verdict, type Wanted } from './act';
import { exposureOf } from './ids';
import type { PendingAction } from './pending';
import type { Heeded } from './what-is-said';

/** Whom a policy is for, by what rules have decided about them. */
export interface ForWhom {
  readonly tiers?: Readonly<Record<string, readonly string[]>>;
  readonly segments?: readonly string[];
  readonly notSegments?: readonly string[];
}

/** What rules have decided about somebody: the tier by rule, and the segments that they are in. */
export interface DecidedNow {
  readonly tiers: ReadonlyMap<string, string>;
  readonly segments: ReadonlySet<string>;
}

/** A version of a policy, as far as it matters to whether something is done. */
export interface ActingPolicy {
  readonly holdoutKey: string;
  readonly isStopped: boolean;
  readonly compiled: {
    readonly profiles: boolean;
    readonly policy: Omit<Limits, 'holdoutKey' | 'profiles'> & {
      readonly who?: ForWhom;
      readonly actions: readonly Wanted[];
    };
  };
}

/** An action about to be decided. */
export interface PolicyCase<Version extends ActingPolicy = ActingPolicy> {
  readonly pending: PendingAction;
  readonly version: Version;
  readonly person: {
    readonly customer: string;
    readonly isErased: boolean;
    readonly heeded: Heeded;
    /** When policies acted on them, or held them out. */
    readonly exposures: readonly { readonly exposure: string; readonly policy: string; readonly at: string }[];
  };
  /** Absent where the policy does not ask. */
  readonly decided: DecidedNow | undefined;
}

/** What is decided about it; `drop`: the policy is not for them, and nothing is said about that. */
export type PolicyVerdict = Verdict | { readonly does: 'drop' };

const DAY_MS = 86_400_000;

const isFor = (who: ForWhom, { tiers, segments }: DecidedNow): boolean =>
  Object.entries(who.tiers ?? {}).every(([rule, wanted]) => wanted.includes(tiers.get(rule) ?? '')) &&
  (who.segments ?? []).every((rule) => segments.has(rule)) &&
  !(who.notSegments ?? []).some((rule) => segments.has(rule));

/**
 * Decides actions one after the other: what the first of them does counts against the limits of the next.
 * @param zone of who states none.
 */
export const judgeActions = (cases: readonly PolicyCase[], now: string, zone: string): readonly PolicyVerdict[] => {
  const acted = new Map<string, Set<string>>();
  return cases.map(({ pending, version, person, decided }): PolicyVerdict => {
    const { policy, profiles } = version.compiled;
    const { customer, isErased, heeded, exposures } = person;
    // Who objects is told apart before anything that was decided about them is looked at.
    const isAsked = policy.who !== undefined && !heeded.objects && !isErased;
    if (isAsked && !(decided && isFor(policy.who!, decided))) return { does: 'drop' };
    const key = `${customer} ${pending.policy}`;
    const own = exposureOf(pending.policy, pending.version, pending.trigger);
    const since = new Date(Date.parse(now) - (policy.atMost?.days ?? 0) * DAY_MS).toISOString();
    const earlier = exposures.filter((one) => one.policy === pending.policy && one.at > since);
    const others = new Set([...earlier.map(({ exposure }) => exposure), ...(acted.get(key) ?? [])]);
    others.delete(own);
    const verdict = act(
      { ...policy, holdoutKey: version.holdoutKey, profiles },
      policy.actions[pending.action]!,
      { customer, isErased, heeded, before: others.size },
      { now, triggeredAt: pending.triggeredAt, zone, isStopped: version.isStopped },
    );
    if (verdict.does === 'order' || (verdict.does === 'hold' && verdict.why === 'holdout'))
      acted.set(key, (acted.get(key) ?? new Set()).add(own));
    return verdict;
  });
};
