import { dayText } from '../cadence-pace';
import { counted } from '../counted';
import type { DateName, DatesParams } from './dates-params';
import { SEALED_DATES } from './dates-params';
import type { DueDate } from './important-dates';

/** What a decision says of a date; `on` and `years` only where they are no secret. */
export interface DateSaid {
  readonly key: string;
  readonly on?: string;
  readonly years?: number;
}

/** What may be said of dates that are due. */
export const datesSaid = (due: readonly DueDate[], of: DateName): readonly DateSaid[] =>
  due.map(({ key, on, years }) =>
    SEALED_DATES.has(of) ? { key } : { key, on: dayText(on), ...(years > 0 && { years }) },
  );

const NAMES: Readonly<Record<DateName, string>> = {
  birthday: 'birthday',
  'lunar-birthday': 'birthday by the lunar calendar',
  stated: 'a day that matters to them',
  anniversary: 'customer for',
  'contract-end': 'contract ends',
  'warranty-end': 'warranty ends',
  'last-visit': 'last visit',
};

/** Why somebody is told, in words; of sealed dates only that they are near. */
export const datesReasons = (
  said: readonly DateSaid[],
  { of, leadDays }: Pick<DatesParams, 'of' | 'leadDays'>,
): readonly string[] =>
  said.map(({ key, on, years = 0 }) => {
    if (on === undefined) {
      const what = of === 'stated' ? key : NAMES[of];
      return leadDays === 0 ? `${what} today` : `${what} within ${counted(leadDays, 'day')}`;
    }
    if (of === 'anniversary') return `${NAMES[of]} ${counted(years, 'year')} on ${on}`;
    return of === 'last-visit' ? `${NAMES[of]} ${counted(years, 'year')} ago on ${on}` : `${NAMES[of]} on ${on}`;
  });
