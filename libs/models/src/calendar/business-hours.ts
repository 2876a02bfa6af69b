import { dateAfter, instantOf, localDate } from './zone-time';

/** From and to on one day, `HH:MM`, up to `24:00`. */
export type OpenHours = readonly (readonly [string, string])[];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When somebody is there to answer. */
export interface BusinessCalendar {
  /** `Europe/Berlin`. */
  readonly zone: string;
  /** A day of the week that is left out is closed. */
  readonly week: Readonly<Partial<Record<Weekday, OpenHours>>>;
  /** Days that are unlike their weekday, by date; without hours it is a holiday. */
  readonly days?: Readonly<Record<string, OpenHours>>;
}

/** Open time by a calendar; instants and durations in milliseconds. */
export interface BusinessHours {
  isOpen(at: number): boolean;
  /** How much open time lies between two instants; 0 when they are the wrong way round. */
  openBetween(from: number, to: number): number;
  /**
   * The first instant by which so much open time has passed; the instant itself for none.
   * @throws RangeError when ten years do not hold so much, or the time is below 0
   */
  after(at: number, openMs: number): number;
}

const DAYS_MAX = 3_660;

/**
 * Reads a calendar. Days are those of its zone, with 23 or 25 hours where clocks are changed.
 * @throws RangeError that says what is wrong with it: no such zone or date, hours that are none or overlap
 */
export const businessHours = ({ zone, week, days = {} }: BusinessCalendar): BusinessHours => {
  localDate(0, zone);
  const weekly = WEEKDAYS.map((weekday) => minutesOf(week[weekday] ?? [], weekday));
  const special = new Map(Object.entries(days).map(([date, hours]) => [checkDate(date), minutesOf(hours, date)]));
  const openOn = (date: string): (readonly [number, number])[] =>
    (special.get(date) ?? weekly[new Date(date).getUTCDay()]!).map(
      ([from, to]) => [instantOf(date, from, zone), instantOf(date, to, zone)] as const,
    );
  const openBetween = (from: number, to: number): number => {
    let open = 0;
    for (let date = localDate(from, zone); from < to && date <= localDate(to, zone); date = dateAfter(date, 1))
      for (const [start, end] of openOn(date)) open += Math.max(0, Math.min(end, to) - Math.max(start, from));
    return open;
  };
  const after = (at: number, openMs: number): number => {
    if (!(openMs >= 0)) throw new RangeError(`open time must be from 0, not ${openMs}`);
    let left = openMs;
    if (left === 0) return at;
    let date = localDate(at, zone);
    for (let day = 0; day < DAYS_MAX; day++, date = dateAfter(date, 1))
      for (const [start, end] of openOn(date)) {
        const here = Math.max(0, end - Math.max(start, at));
        if (here >= left) return Math.max(start, at) + left;
        left -= here;
      }
    throw new RangeError('ten years do not hold so much open time');
  };
  return {
    isOpen: (at) => openOn(localDate(at, zone)).some(([from, to]) => at >= from && at < to),
    openBetween,
    after,
  };
};

const checkDate = (date: string): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)) || dateAfter(date, 0) !== date)
    throw new RangeError(`${date} is no date`);
  return date;
};

const minuteOf = (time: string): number => {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
};

const minutesOf = (hours: OpenHours, day: string): readonly (readonly [number, number])[] => {
  const minutes = hours.map(([from, to]) => [minuteOf(from), minuteOf(to)] as const);
  minutes.forEach(([from, to], nth) => {
    if (!(from < to && to <= 1_440)) throw new RangeError(`${day}: ${hours[nth]!.join('–')} are no hours`);
    if (nth > 0 && from < minutes[nth - 1]![1]) throw new RangeError(`${day}: hours must follow each other`);
  });
  return minutes;
};
