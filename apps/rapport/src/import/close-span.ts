import { addDays } from '@rapport/events';
import { Advice } from '../terminal';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** Days, both included. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** Periods that an instance closes in one request. */
const AT_ONCE = 5_000;
const DAYS_OF: Readonly<Record<Period, number>> = { day: 1, week: 7, month: 28 };
const DAY_MS = 86_400_000;

const daysIn = ({ from, to }: DaySpan): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/**
 * What is closed of the days of an import: those from a day on, where somebody says so. One line with a wrong year must not close tens of thousands
 * of days for good, so for very many somebody has to say it. Null when nothing is left.
 * @throws Advice
 */
export const spanToClose = (span: DaySpan, every: Period, closeFrom: string | null): DaySpan | null => {
  if (closeFrom !== null) {
    const from = closeFrom > span.from ? closeFrom : span.from;
    return from <= span.to ? { ...span, from } : null;
  }
  if (daysIn(span) <= AT_ONCE * DAYS_OF[every]) return span;
  const many = `${daysIn(span).toLocaleString('en')} days, as the earliest event is of ${span.from}`;
  throw new Advice(`that would be ${many}. Say --close-from with the day on which the history begins, that one if it is right`); // prettier-ignore
};

/** The span in parts, in order, each short enough for one request. */
export const inRequests = ({ from, to }: DaySpan, every: Period): readonly DaySpan[] => {
  const parts: DaySpan[] = [];
  for (let first = from; first <= to;) {
    const last = addDays(first, AT_ONCE * DAYS_OF[every] - 1);
    parts.push({ from: first, to: last < to ? last : to });
    first = addDays(last, 1);
  }
  return parts;
};
