import { readParams, type ParamsRead } from '../rule-params';

/** The dates that somebody may want to be told of (domain.md, 9); each rule is about one of them. */
export const DATES = [
  ...(['birthday', 'lunar-birthday', 'stated', 'anniversary'] as const),
  ...(['contract-end', 'warranty-end', 'last-visit'] as const),
] as const;
export type DateName = (typeof DATES)[number];

/** Dates that are sealed: what is decided about them never says when they are. */
export const SEALED_DATES: ReadonlySet<DateName> = new Set(['birthday', 'lunar-birthday', 'stated']);

/** Parameters of a rule about an important date. */
export interface DatesParams {
  readonly of: DateName;
  /** Of dates that customers stated, the occasion: `wedding-anniversary`; '' = every one of them. */
  readonly occasion: string;
  /** How many days before it somebody is told; 0 = on the day. */
  readonly leadDays: number;
  /** In years without a 29 February: `before` = 28 February, `after` = 1 March. */
  readonly leapDay: 'before' | 'after';
}

const LEAD_MAX = 180;

/** Reads parameters as somebody published them; `of` must be there. Lists all faults. */
export const readDatesParams = (params: Readonly<Record<string, unknown>>): ParamsRead<DatesParams> => {
  const read = readParams<DatesParams>(
    { occasion: '', leadDays: 7, leapDay: 'before' } as unknown as DatesParams,
    {
      of: (value) => DATES.includes(value as DateName) || `of must be one of ${DATES.join(', ')}`,
      occasion: (value) =>
        (typeof value === 'string' && value.length <= 60) || 'occasion must be a text of 60 characters at most',
      leadDays: (value) =>
        (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LEAD_MAX) ||
        `leadDays must be a whole number from 0 to ${LEAD_MAX}`,
      leapDay: (value) => value === 'before' || value === 'after' || 'leapDay must be before or after',
    },
    params,
  );
  if (!read.ok || read.params.occasion === '' || read.params.of === 'stated') return read;
  return { ok: false, faults: ['occasion is of stated dates only'] };
};
