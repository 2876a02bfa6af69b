import { addDays, localDayIn } from '@rapport/events';
import { instant, Problem } from '@rapport/edge';
import { COMPANY_ZONE } from '@rapport/projections';

/** Moments in the past that a read may ask for: RFC 3339, UTC, milliseconds. */
export interface AsOf {
  /** What was known then. */
  readonly recorded?: string;
  /** What was true then, as far as it is known. */
  readonly occurred?: string;
}

export const AS_OF_PARAMETERS = ['asOfRecorded', 'asOfOccurred'] as const;
export type AsOfGiven = Partial<Record<(typeof AS_OF_PARAMETERS)[number], string>>;

/** What the OpenAPI document says of these parameters. */
export const AS_OF_QUERY = {
  asOfRecorded: {
    type: 'string',
    format: 'date-time',
    examples: ['2026-11-20T14:03:00Z'],
    description: 'As it was known at this moment: what was recorded by then, with the links that held then',
  },
  asOfOccurred: {
    type: 'string',
    format: 'date-time',
    examples: ['2026-11-20T14:03:00Z'],
    description:
      'As it was at this moment, as far as it is known: what had happened by then. Together with asOfRecorded, as far as it was known at that one',
  },
} as const;

export const AS_OF_ANSWERS = {
  422: 'The history is longer than one answer may read',
} as const;

/** The moments that are asked for; undefined when it is now. @throws Problem 400 for what is no moment or still to come */
export const asOfOf = ({ asOfRecorded, asOfOccurred }: AsOfGiven, now = new Date()): AsOf | undefined => {
  const recorded = instant('asOfRecorded', asOfRecorded);
  const occurred = instant('asOfOccurred', asOfOccurred);
  if (recorded === undefined && occurred === undefined) return undefined;
  if (occurred !== undefined && occurred > now.toISOString()) throw toCome('asOfOccurred');
  return { ...(recorded !== undefined && { recorded }), ...(occurred !== undefined && { occurred }) };
};

/** Refuses a moment of which nothing can be known yet. */
export const toCome = (name: string): Problem =>
  new Problem(400, 'as-of-to-come', `${name} is still to come; the newest moment to ask for is now`);

/** The last day of the company that had ended at a moment: rules decide at the ends of days. */
export const dayEndedBy = (moment: string): string => addDays(localDayIn(COMPANY_ZONE)(moment), -1);

/** Which moments an answer is about, and which part of the log it was made from. */
export const momentsView = ({ recorded, occurred }: AsOf, position: string): object => ({
  ...{ recorded: recorded ?? null, occurred: occurred ?? null, position },
});

/** How an answer says so. */
export const asOfView = (asOf: AsOf, position: string): object => ({ asOf: momentsView(asOf, position) });

/** The one of two moments that bounds what counts. */
export const boundOf = ({ recorded, occurred }: AsOf): string => occurred ?? recorded!;
