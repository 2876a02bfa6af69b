import { shapes } from '@rapport/edge';
import { ACTION_KINDS, HELD_BECAUSE } from '@rapport/events';

const { anything, flag, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

const version = {
  version: whole('From 1'),
  definition: mapOf(anything(), 'As it was published'),
  reason: text(),
  by: maybe(text('The key on whose behalf it was published')),
  ...{ publishedAt: moment(), position: text() },
  stoppedAt: maybe(moment('Since when the policy acts on nothing any more')),
  stoppedBecause: maybe(text()),
};

/** A policy: its newest version, and all of them. */
export const POLICY = named(
  'Policy',
  record({
    ...{ policy: text(), acts: flag('It was not stopped'), ...version },
    versions: listOf(named('PolicyVersion', record(version)), 'Newest first'),
  }),
);

/** How something that a policy wanted stands. */
export const STATUS = word(['ordered', 'held', 'goal']);

/** Why it stands so. */
export const WHY = maybe(
  word([...HELD_BECAUSE, 'treated'], 'Why it was held back; of a goal which group they are in: treated or holdout'),
);

/** Kinds of actions; `goal` of a goal that was reached. */
export const KIND = word([...ACTION_KINDS, 'goal']);

/** What a policy did about somebody, or did not. */
export const POLICY_ACTION = named(
  'PolicyAction',
  record({
    ...{ eventId: id(), customerId: id(), policy: text(), version: whole('Of the policy') },
    action: whole('Which of its actions, from 0; 0 of a goal'),
    kind: KIND,
    trigger: id('The event because of which; of a goal that which reached it'),
    triggerType: text('Its type; GoalReached of a goal'),
    ...{ status: STATUS, why: WHY, detail: maybe(text('Why, in words')) },
    ...{ at: moment(), position: text() },
  }),
);
