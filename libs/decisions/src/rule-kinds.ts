import { RULE_KINDS, type RuleKindName } from '@rapport/events';
import { readCadenceParams } from './cadence-params';
import { readChurnParams } from './churn-params';
import { readClubParams } from './club-params';
import { readClvParams } from './clv-params';
import { readContractParams } from './contracts/contract-params';
import { readLifecycleParams } from './lifecycle-params';
import { readPyramidParams } from './pyramid-params';
import { readRelationshipParams } from './relationship-params';
import { readRfmParams } from './rfm-params';
import { readDatesParams } from './dates/dates-params';
import { readOfferParams } from './offer/offer-params';
import { readReplenishmentParams } from './replenishment/replenishment-params';
import { readUpgradeParams } from './upgrade/upgrade-params';
import type { ParamsRead } from './rule-params';
import { readWorthParams } from './worth/worth-params';
import { readSegmentParams, SEGMENT_EXAMPLE } from './segment-params';

/** Reads parameters as somebody published them; `currency` is the company's, for rules that name none. */
type ReadParams = (params: Readonly<Record<string, unknown>>, currency: string) => ParamsRead<object>;

const READERS: Readonly<Record<RuleKindName, ReadParams>> = {
  pyramid: readPyramidParams,
  cadence: readCadenceParams,
  rfm: readRfmParams,
  lifecycle: readLifecycleParams,
  relationship: readRelationshipParams,
  club: readClubParams,
  segment: readSegmentParams,
  churn: readChurnParams,
  clv: readClvParams,
  dates: readDatesParams,
  replenishment: readReplenishmentParams,
  offer: readOfferParams,
  upgrade: readUpgradeParams,
  'contract-churn': readContractParams,
  worth: readWorthParams,
};

/** Parameters without which a kind has no rule at all. */
const NEEDED: Partial<Record<RuleKindName, Readonly<Record<string, unknown>>>> = {
  segment: SEGMENT_EXAMPLE,
  dates: { of: 'birthday' },
};

/** Reads the parameters of a rule of some kind; what is left out is as in the default rule. Lists all faults. */
export const readRuleParams = (
  kind: RuleKindName,
  params: Readonly<Record<string, unknown>>,
  currency: string,
): ParamsRead<object> => READERS[kind](params, currency);

/** The names of each kind's parameters, in one line for people. */
export const ruleParamsInWords = (): string =>
  RULE_KINDS.map((kind) => {
    const read = readRuleParams(kind, NEEDED[kind] ?? {}, 'EUR');
    return `${kind}: ${read.ok ? Object.keys(read.params).join(', ') : ''}`;
  }).join('; ');
