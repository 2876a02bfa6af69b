import type { Own } from '@rapport/fold';
import { addMoney, type Figures, type Money, NO_MONEY, together } from './figures';

/** Days that are kept one by one; what is older is kept by month. */
export const DAYS_MAX = 400;

/**
 * The money of a customer by local day. Days on which anything happened are kept one by one, the newest DAYS_MAX of them;
 * older ones are added up by month. Which they are depends on the set of days only, so it is the same in any order.
 */
export interface DayBook {
  readonly days: Readonly<Record<string, Money>>;
  /** By `2026-11`. */
  readonly months: Readonly<Record<string, Money>>;
  /** The last day that went into `months`; null = none has. */
  readonly cut: string | null;
}

/** In hash tables: everybody's days are others, and the engine would make a shape for each order in which they come. */
export const emptyBook = (): DayBook => ({ days: table(), months: table(), cut: null });
const table = (): Record<string, Money> => Object.create(null) as Record<string, Money>;

const monthOf = (day: string): string => day.slice(0, 7);

/** Adds figures to a day, or takes them off. */
export const enter = (
  book: DayBook,
  day: string,
  currency: string,
  figures: Figures,
  sign: 1 | -1 = 1,
  mine = false,
): DayBook => {
  const own: Own<DayBook> = mine ? book : { ...book };
  if (book.cut !== null && day <= book.cut) {
    own.months = added(book.months, monthOf(day), currency, figures, sign, mine);
    return own;
  }
  const known = day in book.days;
  own.days = added(book.days, day, currency, figures, sign, mine);
  return known ? own : bounded(own);
};

type Periods = DayBook['days'];

const added = (
  periods: Periods,
  name: string,
  currency: string,
  figures: Figures,
  sign: 1 | -1,
  mine: boolean,
): Periods => {
  const own: Own<Periods> = mine ? periods : { ...periods };
  const standing = own[name];
  own[name] = addMoney(standing ?? NO_MONEY, currency, figures, sign, mine && standing !== undefined);
  return own;
};

const bounded = (book: DayBook): DayBook => {
  const all = Object.keys(book.days);
  if (all.length <= DAYS_MAX) return book;
  const oldest = all.reduce((least, day) => (day < least ? day : least));
  const { [oldest]: money, ...days } = book.days;
  const month = together(book.months[monthOf(oldest)] ?? NO_MONEY, money!);
  return { days, months: { ...book.months, [monthOf(oldest)]: month }, cut: oldest };
};

/** True when `day` is the last one of its month. */
const endsMonth = (day: string): boolean =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(8, 10) === '01';

/**
 * All money up to and including a day. Not exact only within a month that is kept as a whole: then it is what stood at the
 * end of the month before.
 */
export const moneyUpTo = (book: DayBook, asOf: string): { readonly money: Money; readonly exact: boolean } => {
  const past = book.cut === null || asOf >= book.cut;
  const whole = past || endsMonth(asOf);
  const months = Object.entries(book.months).filter(([month]) =>
    past ? true : month < monthOf(asOf) || (whole && month === monthOf(asOf)),
  );
  const days = Object.entries(book.days).filter(([day]) => day <= asOf);
  return { money: [...months, ...days].map(([, money]) => money).reduce(together, NO_MONEY), exact: whole };
};
