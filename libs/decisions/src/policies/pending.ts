import { NOBODY, type Fact } from '@rapport/events';
import { slotOf } from './ids';

/** An action whose trigger came and that nobody has decided about yet. */
export interface PendingAction {
  readonly slot: string;
  readonly policy: string;
  readonly version: number;
  /** Which of the policy's actions, from 0. */
  readonly action: number;
  /** Event id of the trigger. */
  readonly trigger: string;
  readonly triggerType: string;
  readonly handle: string;
  /** When the trigger happened. */
  readonly triggeredAt: string;
  /** The run of a rule that must be closed before what it decided holds; null = it holds. */
  readonly run: string | null;
  /** When it is decided; null = once that run is closed. */
  readonly nextAt: string | null;
  /** Not before this moment, whatever else holds; null = as soon as may be. */
  readonly dueFrom: string | null;
}

/** A version of a policy, as far as triggers matter. */
export interface Triggered {
  readonly name: string;
  readonly version: number;
  readonly compiled: { readonly policy: { readonly actions: readonly unknown[] } };
}

const OF_RUNS = [
  ...(['TierAssigned', 'TierEnded', 'SegmentEntered', 'SegmentLeft'] as const),
  ...(['ChurnSignalRaised', 'ChurnSignalChanged', 'ChurnSignalCleared'] as const),
  ...(['SignalRaised', 'SignalChanged', 'SignalCleared'] as const),
] as readonly string[];

/** Whether a fact may have something done at all: imported history, restatements of closed days and what is about nobody may not. */
export const mayTrigger = ({ meta, handle }: Fact): boolean => meta?.historical !== true && handle !== NOBODY;

/** The actions that a fact triggers, of those policies that it triggers. */
export const pendingOf = (fact: Fact, policies: readonly Triggered[]): readonly PendingAction[] => {
  if (!mayTrigger(fact)) return [];
  const { eventId: trigger, type: triggerType, handle, occurredAt: triggeredAt, recordedAt } = fact;
  const run = OF_RUNS.includes(triggerType) ? String(fact.data['run']) : null;
  const { dueFrom = null } = fact.data as { readonly dueFrom?: string };
  const nextAt = run === null ? recordedAt : null;
  const about = { trigger, triggerType, handle, triggeredAt, run, nextAt, dueFrom: run === null ? null : dueFrom };
  return policies.flatMap(({ name: policy, version, compiled }) =>
    compiled.policy.actions.map((_, action) => ({
      ...{ slot: slotOf(policy, version, action, trigger), policy, version, action },
      ...about,
    })),
  );
};
