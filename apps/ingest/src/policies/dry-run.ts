import { exposureOf, judgeActions, type PendingAction, type PolicyVerdict } from '@rapport/decisions';
import { Problem } from '@rapport/edge';
import type { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';
import { closedRuns, pastPeople } from './past-people';
import { pastTriggers } from './past-triggers';
import { newestPolicy, soundPolicy } from './publish-policy';

/** Which policy over which stretch of time. */
export interface DryRunWish {
  readonly policy: string;
  /** As it stands when absent. */
  readonly definition?: unknown;
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
}

/** How often the same would have become of actions. */
export interface DryRunCount {
  readonly kind: string;
  readonly outcome: 'ordered' | 'held' | 'not-for-them';
  readonly why: string | null;
  readonly count: number;
}

export interface DryRun {
  readonly from: string;
  readonly to: string;
  /** The stretch was too long: it was read up to here. */
  readonly cutAt: string | null;
  readonly triggers: number;
  /** Triggers that were imported, restated the past or were about nobody: nothing is ever done because of them. */
  readonly silent: number;
  readonly customers: number;
  readonly outcomes: readonly DryRunCount[];
  /** The first hundred, in the order in which they would have been decided. */
  readonly examples: readonly object[];
}

const EXAMPLES_MAX = 100;
const DRAFT = { holdoutKey: 'a draft has none yet', version: 1 };

const outcomeOf = (
  verdict: Exclude<PolicyVerdict, { readonly does: 'wait' }>,
): Pick<DryRunCount, 'outcome' | 'why'> => {
  if (verdict.does === 'drop') return { outcome: 'not-for-them', why: null };
  return verdict.does === 'order' ? { outcome: 'ordered', why: null } : { outcome: 'held', why: verdict.why };
};

/**
 * What a policy would have done over a stretch of the past, and what it would have held back and why, from what was known at each moment: the same
 * pure judgement as when it acts. Nothing is written; identity is as it is now, and corrections count as those up to `to` leave things.
 * @throws Problem 404 when there is no such policy and no definition, 422 when the definition is none
 */
export const dryRun = async (
  parts: Pick<IngestParts, 'pool' | 'store' | 'vault' | 'zone'>,
  { policy, definition, from, to }: DryRunWish,
): Promise<DryRun> => {
  const { store, zone } = parts;
  const { published } = await orUnavailable(() => newestPolicy(store, policy));
  if (definition === undefined && !published) throw new Problem(404, 'not-found', 'there is no such policy, and no definition of one was given'); // prettier-ignore
  const compiled = soundPolicy(definition ?? published!.data.definition);
  const { holdoutKey, version } = published?.data ?? DRAFT;
  const acting = { name: policy, version, holdoutKey, isStopped: false, compiled };
  const [begin, end] = [await orUnavailable(() => store.headAt(from)), await orUnavailable(() => store.headAt(to))];
  const isEmpty = end.eventId === null || end.position <= begin.position;
  const none = { pending: [], triggers: 0, silent: 0, cutAt: null };
  const after = begin.eventId === null ? null : begin.position;
  const found = isEmpty ? none : await orUnavailable(() => pastTriggers(store, after, end.position, acting));
  const { tiers = {}, segments = [], notSegments = [] } = compiled.policy.who ?? {};
  const rules = [...new Set([...Object.keys(tiers), ...segments, ...notSegments])];
  const closed = rules.length === 0 ? new Map<string, string>() : await closedRuns(store, rules);
  const people = await pastPeople(parts, found.pending.map(({ handle }) => handle), end.position, closed); // prettier-ignore
  const exposures = new Map<string, { readonly exposure: string; readonly policy: string; readonly at: string }[]>();
  const outcomes = new Map<string, DryRunCount>();
  const examples: object[] = [];
  const queue: { readonly at: string; readonly pending: PendingAction }[] = found.pending.map((one) => ({ at: one.nextAt, pending: one })); // prettier-ignore
  for (queue.sort(byMoment); queue.length > 0;) {
    const { at, pending } = queue.shift()!;
    const person = people.get(pending.handle)!;
    const before = exposures.get(person.customer) ?? [];
    const about = { ...person, heeded: person.heededAt(at), exposures: before };
    const one = { pending, version: acting, person: about, decided: person.decidedAt(at) };
    const [verdict] = judgeActions([one], at, zone);
    if (verdict!.does === 'wait') {
      // Quiet hours always end later than they began.
      queue.push({ at: verdict!.until, pending });
      queue.sort(byMoment);
      continue;
    }
    const { kind } = compiled.policy.actions[pending.action]!;
    const outcome = outcomeOf(verdict!);
    if (outcome.outcome === 'ordered' || outcome.why === 'holdout')
      exposures.set(person.customer, [
        ...before,
        { exposure: exposureOf(policy, version, pending.trigger), policy, at },
      ]);
    const name = `${kind} ${outcome.outcome} ${outcome.why}`;
    outcomes.set(name, { kind, ...outcome, count: (outcomes.get(name)?.count ?? 0) + 1 });
    if (examples.length < EXAMPLES_MAX)
      examples.push({ customerId: person.customer, kind, ...outcome, at, trigger: pending.trigger, triggerType: pending.triggerType }); // prettier-ignore
  }
  const { triggers, silent, cutAt } = found;
  const customers = new Set([...people.values()].map(({ customer }) => customer)).size;
  const counts = [...outcomes.values()].sort((a, b) => b.count - a.count);
  return { from, to, cutAt, triggers, silent, customers, outcomes: counts, examples };
};

const byMoment = (a: { readonly at: string }, b: { readonly at: string }): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0); // prettier-ignore
