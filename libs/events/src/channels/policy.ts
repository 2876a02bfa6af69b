import { channel, Means } from '../channel';
import { Code, Json, OneOf, Optional, Text, Whole } from '../field';

const SLOT = '5d0f5c3e-0c34-5c0e-9f5b-6a1f3e2d4c5b';
const TRIGGER = '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d';

/** What a policy can do about somebody. */
export const ACTION_KINDS = ['task', 'mail', 'coupon', 'webhook', 'case'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** Why something was not done although its trigger came. */
export const HELD_BECAUSE = [
  ...(['consent', 'objection', 'holdout', 'too-often', 'too-late', 'erased', 'stopped'] as const),
] as const;
export type HeldBecause = (typeof HELD_BECAUSE)[number];

@Means('A policy, or a new version of it, acts on what is recorded from here on')
class PolicyPublished {
  @Code('Name of the policy', 'win-back') policy!: string;
  @Whole('Counts the versions of the policy, from 1', 1, 'version', 1) version!: number;
  @Json('The policy, in the language of policies', {
    ...{ on: ['ChurnSignalRaised'], where: { field: 'level', is: 'critical' } },
    actions: [{ kind: 'task', about: 'Call them', team: 'key-accounts' }],
  })
  definition!: Readonly<Record<string, unknown>>;
  @Code('Chooses who is in the control group; the same for all versions', 'hX0b9V6sTQe5yNf2') holdoutKey!: string;
  @Text('Why it was published', 'Key accounts are called before they leave') reason!: string;
}

@Means('A policy acts on nothing any more, also not on what waits')
class PolicyStopped {
  @Code('Name of the policy', 'win-back') policy!: string;
  @Whole('Its newest version', 1, 'version', 1) version!: number;
  @Text('Why it was stopped', 'The campaign is over') reason!: string;
}

class Action {
  @Code('Id of the action: one for a trigger, a version of a policy and one of its actions, whatever crashes', SLOT)
  slot!: string;
  @Code('Name of the policy', 'win-back') policy!: string;
  @Whole('Version of the policy', 1, 'version', 1) version!: number;
  @Whole('Which of its actions, from 0', 0, 'action') action!: number;
  @OneOf('What kind of action it is', ACTION_KINDS) kind!: ActionKind;
  @Code('Event id of the trigger', TRIGGER) trigger!: string;
  @Code('Type of the trigger', 'ChurnSignalRaised') triggerType!: string;
}

@Means('A policy has something done about a customer; whoever does it knows a repeat by the slot')
class ActionOrdered extends Action {
  @Json('What is to be done, as the policy says it', { kind: 'coupon', offer: 'ten-percent', purpose: 'offers' })
  order!: Readonly<Record<string, unknown>>;
}

@Means('A policy would have done something about a customer, and did not')
class ActionHeld extends Action {
  @OneOf('Why', HELD_BECAUSE) why!: HeldBecause;
  @Optional() @Text('Why, in words', 'no consent to offers by email') detail?: string;
}

@Means('What a policy is for has happened with somebody whom it acted on, or whom it held out to compare')
class GoalReached {
  @Code('Id of the exposure: one for a trigger and a policy', SLOT) exposure!: string;
  @Code('Name of the policy', 'win-back') policy!: string;
  @Whole('Version of the policy', 1, 'version', 1) version!: number;
  @OneOf('Whether they were treated or held out', ['treated', 'holdout']) group!: 'treated' | 'holdout';
  @Code('Event id of what happened', TRIGGER) goal!: string;
  @Whole('How long after the policy had acted', 86_400, 's') afterSeconds!: number;
}

export const policy = channel('policy', { PolicyPublished, PolicyStopped, ActionOrdered, ActionHeld, GoalReached });
