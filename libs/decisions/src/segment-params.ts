import { basisCheck, currencyCheck, windowCheck } from './pyramid-params';
import { readParams, type ParamsRead } from './rule-params';
import { segmentConditionFaults, type SegmentCondition } from './segment-conditions';

/** What a segment is made by (domain.md, 4.4). */
export const SEGMENT_DIMENSIONS = ['need', 'industry', 'use', 'behaviour'] as const;
export type SegmentDimension = (typeof SEGMENT_DIMENSIONS)[number];

/** Parameters of a segment: one set of customers. Somebody may be in many, each of a rule of its own. */
export interface SegmentParams {
  /** What people call it: `Runners`. */
  readonly name: string;
  /** What it is made by; for order only. */
  readonly by: SegmentDimension;
  /** `365d`: the last 365 local days, the closing one included; `all`: everything. */
  readonly window: string;
  /** What counts as value. */
  readonly basis: 'gross' | 'net' | 'margin';
  /** ISO 4217 code of the currency in which value is counted. */
  readonly reportingCurrency: string;
  /** Who is in it. */
  readonly when: SegmentCondition;
}

/** A segment whose parameters are all there, for those who want to know their names. */
export const SEGMENT_EXAMPLE = {
  name: 'Runners',
  when: { figure: 'categories', anyOf: ['running-shoes'] },
} as const satisfies Partial<SegmentParams>;

const nameCheck = (value: unknown): true | string =>
  (typeof value === 'string' && value.trim() !== '' && value.length <= 60) ||
  'name must be a text of 60 characters at most';

/** Reads parameters as somebody published them; `name` and `when` must be there. Lists all faults. */
export const readSegmentParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<SegmentParams> =>
  readParams<SegmentParams>(
    { by: 'behaviour', window: '365d', basis: 'net', reportingCurrency } as SegmentParams,
    {
      name: nameCheck,
      by: (value) =>
        SEGMENT_DIMENSIONS.includes(value as SegmentDimension) || `by must be one of ${SEGMENT_DIMENSIONS.join(', ')}`,
      window: windowCheck,
      basis: basisCheck,
      reportingCurrency: currencyCheck,
      when: (value) => segmentConditionFaults(value).join('; ') || true,
    },
    params,
  );
