import type { FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** What a policy did about somebody, or did not. */
export interface PolicyAction {
  readonly policy: string;
  readonly version: number;
  readonly action: number;
  /** The customer's handle when it was decided. */
  readonly customer: string;
  /** Of an action what kind it is; of a goal that was reached `goal`. */
  readonly kind: string;
  readonly trigger: string;
  readonly triggerType: string;
  /** `goal`: what it is for has happened with somebody. */
  readonly status: 'ordered' | 'held' | 'goal';
  /** Why it was held back; of a goal whether they were `treated` or in the `holdout`. */
  readonly why: string | null;
  readonly detail: string | null;
  readonly at: string;
  readonly position: string;
}

type Action = FactOf<'ActionOrdered'> | FactOf<'ActionHeld'>;

const actionOf = ({ type, data, handle, occurredAt, position }: Action): PolicyAction => ({
  ...{ policy: data.policy, version: data.version, action: data.action, customer: handle, kind: data.kind },
  ...{ trigger: data.trigger, triggerType: data.triggerType, status: type === 'ActionOrdered' ? 'ordered' : 'held' },
  ...{ why: 'why' in data ? data.why : null, detail: 'detail' in data ? (data.detail ?? null) : null },
  ...{ at: occurredAt, position },
});

const goalOf = ({ data, handle, occurredAt, position }: FactOf<'GoalReached'>): PolicyAction => ({
  ...{ policy: data.policy, version: data.version, action: 0, customer: handle, kind: 'goal' },
  ...{ trigger: data.goal, triggerType: 'GoalReached', status: 'goal', why: data.group, detail: null },
  ...{ at: occurredAt, position },
});

/** What have policies done about whom, what did they hold back and why, and what came of it? */
export const policyActions: EntryProjection<PolicyAction> = {
  name: 'policy-actions',
  version: 1,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: (_key, fact) => (fact.type === 'GoalReached' ? goalOf(fact as FactOf<'GoalReached'>) : actionOf(fact as Action)), // prettier-ignore
  on: { ActionOrdered: (row) => row, ActionHeld: (row) => row, GoalReached: (row) => row },
};
