import { taskEvent, type PendingAction, type Verdict } from '@rapport/decisions';
import type { PolicyAction } from '@rapport/definitions';
import { canonicalJson, decisionStream, eventIdOf, type EventBody, type Fact, type FactOf } from '@rapport/events';
import type { Append } from '@rapport/event-store';

/** Source of everything that policies do. */
export const POLICY_SOURCE = 'rapport/policies';
/** How long a task of a policy may take that says nothing about it. */
const DUE_WITHIN_HOURS = 48;
const HOUR_MS = 3_600_000;

/** The event id of an action: one whatever was decided, so that it can be decided once. */
export const actionEventId = (slot: string): string => eventIdOf(POLICY_SOURCE, slot);

/** What was decided about an action, as an event of the customer. */
export const actionEvent = (
  pending: PendingAction,
  wanted: PolicyAction,
  verdict: Exclude<Verdict, { readonly does: 'wait' }>,
  customer: string,
  occurredAt: string,
): Append => {
  const { slot, policy, version, action, trigger, triggerType } = pending;
  const { kind } = wanted;
  const about = { slot, policy, version, action, kind, trigger, triggerType };
  const { does, ...why } = verdict;
  const type = does === 'order' ? 'ActionOrdered' : 'ActionHeld';
  const body: EventBody = {
    ...{ id: slot, source: POLICY_SOURCE, channel: 'policy', type, v: 1, occurredAt, handle: customer, handles: [] },
    data: does === 'order' ? { ...about, order: { ...wanted } } : { ...about, ...why },
    ...{ sealed: {}, meta: { by: `policy ${policy}@${version}`, causationId: trigger } },
  };
  const event = { id: actionEventId(slot), type, body: canonicalJson(body), fingerprint: '' };
  return { stream: decisionStream(customer), expected: 'any', events: [event] };
};

/** The task that an action is, or null when it is none. It follows from the action as it stands in the log: whoever makes it makes the same. */
export const taskOf = (fact: Fact): Append | null => {
  if (fact.type !== 'ActionOrdered') return null;
  const { slot, policy, version, trigger, order } = (fact as FactOf<'ActionOrdered'>).data;
  const wanted = order as unknown as PolicyAction;
  if (wanted.kind !== 'task') return null;
  const { about, team, assignee, priority, dueWithinHours = DUE_WITHIN_HOURS } = wanted;
  const dueAt = new Date(Date.parse(fact.occurredAt) + dueWithinHours * HOUR_MS).toISOString();
  const { stream, ...event } = taskEvent({
    ...{ task: slot, type: 'TaskOpened', step: 'opened', handle: fact.handle, occurredAt: fact.occurredAt },
    data: { about, dueAt, policy, trigger, ...(team && { team }), ...(assignee && { assignee }), ...(priority && { priority }) }, // prettier-ignore
    meta: { by: `policy ${policy}@${version}`, causationId: fact.eventId },
  });
  return { stream, expected: 'any', events: [event] };
};
