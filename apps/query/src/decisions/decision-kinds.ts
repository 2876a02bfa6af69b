import { segmentHistory, signalHistory, tierHistory } from '@rapport/projections';
import type { Found } from '../answer';
import type { QueryParts } from '../parts';
import { SEGMENTS_BY, segmentView, signalView, tierView } from './decided';
import { decisionsOf, type DecisionsGiven } from './decisions-of';
import { heldSegments } from './held-segments';
import { heldSignals } from './held-signals';
import { heldTiers } from './held-tiers';

type Answer = (parts: QueryParts, id: string, given: DecisionsGiven) => Promise<Found>;

const tiers: Answer = (parts, id, given) =>
  decisionsOf(parts, id, given, {
    current: (person, upTo, rule) => heldTiers(parts, person, upTo, rule),
    history: (handles, upTo, page) => tierHistory(parts.db.manager, handles, upTo, page),
    view: tierView,
    beside: async (person, upTo, rule) => ({ segments: await heldSegments(parts, person, upTo, rule) }),
  });

const signals: Answer = (parts, id, given) =>
  decisionsOf(parts, id, given, {
    current: (person, upTo, rule) => heldSignals(parts, person, upTo, rule),
    history: (handles, upTo, page) => signalHistory(parts.db.manager, handles, upTo, page),
    view: signalView,
  });

const segments: Answer = (parts, id, given) =>
  decisionsOf(parts, id, given, {
    current: (person, upTo, rule) => heldSegments(parts, person, upTo, rule),
    history: (handles, upTo, page) => segmentHistory(parts.db.manager, handles, upTo, page),
    view: segmentView,
    by: SEGMENTS_BY,
  });

/** What rules decide about customers, each as it is answered about one. */
export const DECISION_KINDS = { tiers, signals, segments } as const;
export type DecisionKindName = keyof typeof DECISION_KINDS;
