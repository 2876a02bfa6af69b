import { RFM_SEGMENTS, segmentFaults, type RfmBinning, type RfmSegment } from '@rapport/models';
import { basisCheck, currencyCheck, windowCheck } from './pyramid-params';
import { readParams, type ParamsRead } from './rule-params';

/** Parameters of RFM scores and their named segments (domain.md, 4.3). */
export interface RfmParams {
  /** `365d`: the last 365 local days, the closing one included; `all`: everything. */
  readonly window: string;
  /** What counts as monetary value. */
  readonly basis: 'gross' | 'net' | 'margin';
  /** ISO 4217 code of the currency in which amounts are compared. */
  readonly reportingCurrency: string;
  /** `above`: score = 1 + cuts strictly below the value; `rfm-r`: as the R package rfm does. */
  readonly binning: RfmBinning;
  /** The first one whose three ranges hold gives the segment its name. */
  readonly segments: readonly RfmSegment[];
}

const SEGMENTS_MAX = 125;
const MEMBERS = ['name', 'recency', 'frequency', 'monetary'];

const isNamed = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).every((name) => MEMBERS.includes(name)) &&
  typeof (value as RfmSegment).name === 'string' &&
  (value as RfmSegment).name.length <= 60;

const segmentsCheck = (value: unknown): true | string => {
  if (!Array.isArray(value) || value.length === 0 || value.length > SEGMENTS_MAX || !value.every(isNamed))
    return `segments must be a list of 1 to ${SEGMENTS_MAX}: name (60 characters at most), recency, frequency, monetary`;
  return segmentFaults(value as readonly RfmSegment[]).join('; ') || true;
};

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readRfmParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<RfmParams> =>
  readParams<RfmParams>(
    { window: '365d', basis: 'net', reportingCurrency, binning: 'above', segments: RFM_SEGMENTS },
    {
      window: windowCheck,
      basis: basisCheck,
      reportingCurrency: currencyCheck,
      binning: (value) => ['above', 'rfm-r'].includes(value as string) || 'binning must be above or rfm-r',
      segments: segmentsCheck,
    },
    params,
  );
