import type { RuleKindName } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import type { FollowOptions } from '../../follow';
import { settled, type Stage } from '../../world/stage';
import { SINCE_EVER } from '../default-rules';
import { prepareRules } from '../prepare';
import { versionEvent } from '../rule-event';
import { storeOf, tell } from './ledger';

const NOW = () => new Date('2026-03-01T00:00:00.000Z');

/** Lets new followers, which remember nothing, take in everything that the store has, and what they say about it. */
export const followedBy = async (
  stage: Stage,
  rules: NonNullable<FollowOptions['rules']>,
  store: EventStore,
  ...appends: readonly Append[]
): Promise<void> => {
  await tell(store, ...appends);
  const following = await stage.follow(store, { rules });
  try {
    await settled(stage, store);
  } finally {
    await following.stop();
  }
};

/** A rule `spec-…` of a kind is published. */
export const publishedRule = (kind: RuleKindName, params: object): Append => {
  const version = { rule: `spec-${kind}`, version: 1, kind, params: { ...params } };
  const said = { ...version, effectiveFrom: SINCE_EVER, reason: 'a spec' };
  const { stream, event } = versionEvent(said, 'spec', NOW().toISOString());
  return { stream, expected: 0, events: [event] };
};

/** A store in which a rule `spec-…` of a kind is published, and tables that can follow it. */
export const preparedIn = async (stage: Stage, kind: RuleKindName, params: object): Promise<EventStore> => {
  const store = await storeOf();
  await prepareRules(stage.database.pool, store, 'EUR', NOW);
  await tell(store, publishedRule(kind, params));
  return store;
};
