import type { RuleKindName } from '@rapport/events';
import { cadenceRule } from './cadence-rule';
import { churnRule } from './churn-rule';
import { clubRule } from './club-rule';
import { contractRule } from './contract-rule';
import { datesRule } from './dates-rule';
import { offerRule } from './offer-rule';
import { replenishmentRule } from './replenishment-rule';
import { upgradeRule } from './upgrade-rule';
import { lifecycleRule } from './lifecycle-rule';
import { pyramidRule } from './pyramid-rule';
import { relationshipRule } from './relationship-rule';
import { rfmRule } from './rfm-rule';
import { clvRule } from './clv-rule';
import type { RuleKind } from './rule';
import { segmentRule } from './segment-rule';
import { worthRule } from './worth-rule';

/** How each kind of rule decides; a kind that is missing here, or among the parameters, is a compile error. */
export const RULE_KIND: Readonly<Record<RuleKindName, RuleKind<any>>> = {
  pyramid: pyramidRule,
  cadence: cadenceRule,
  rfm: rfmRule,
  lifecycle: lifecycleRule,
  relationship: relationshipRule,
  club: clubRule,
  segment: segmentRule,
  churn: churnRule,
  clv: clvRule,
  dates: datesRule,
  replenishment: replenishmentRule,
  offer: offerRule,
  upgrade: upgradeRule,
  'contract-churn': contractRule,
  worth: worthRule,
};
