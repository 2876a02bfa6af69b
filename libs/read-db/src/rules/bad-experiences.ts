import { dayNumber, type BadExperience } from '@rapport/decisions';
import { byBill, isLate } from './late-bills';
import type { Occurrence } from './occurrences';
import { repeatedContacts } from './repeated-contacts';
import { runningContracts } from './running-contracts';

/** The day that is closed, and for how long what happened counts. */
export interface BadSpan {
  /** Exclusive end of the day in milliseconds. */
  readonly to: number;
  /** A day number. */
  readonly close: number;
  readonly badDays: number;
  readonly contractDays: number;
}

const DAY_MS = 86_400_000;
/** A complaint without a date of its own is to be answered within a day (domain.md, 7). */
const ANSWER_MS = DAY_MS;
/** A complaint that nobody ever closed stops counting as open. */
const OPEN_DAYS_MAX = 90;
/** More are not told. */
const TOLD_MAX = 10;

type Timed = Pick<Occurrence, 'at' | 'day' | 'eventId' | 'about'>;

/** Complaints that are open, or were answered late, or too late is what they are by now. */
const complaints = (until: readonly Occurrence[], { to, close, badDays }: BadSpan): readonly BadExperience[] => {
  const moves = new Map<string, Timed[]>();
  for (const one of until) {
    if (one.kind !== 'case') continue;
    const list = moves.get(one.about['case']!);
    if (list) list.push(one);
    else moves.set(one.about['case']!, [one]);
  }
  return until.flatMap((opened): readonly BadExperience[] => {
    const { kind, about, at, day, eventId } = opened;
    if (kind !== 'service' || about['of'] !== 'complaint') return [];
    const after = (moves.get(about['case']!) ?? []).filter((move) => move.at >= at);
    const due = about['dueAt'] === undefined ? at + ANSWER_MS : Date.parse(about['dueAt']);
    const first = after[0]?.at ?? to;
    const lateDay = day + Math.max(0, Math.round((due - at) / DAY_MS));
    const isOpen = ['reopened', undefined].includes(after.at(-1)?.about['state']) && close - day <= OPEN_DAYS_MAX;
    const isLateNow = first > due && due < to && close - lateDay <= badDays;
    return [
      ...(isOpen ? [{ kind: 'complaint-open', day, eventId }] : []),
      ...(isLateNow ? [{ kind: 'complaint-late', day: lateDay, eventId }] : []),
    ];
  });
};

/** Contracts that end soon, or that somebody has given notice of. */
const endings = (until: readonly Occurrence[], { close, contractDays }: BadSpan): readonly BadExperience[] => {
  return [...runningContracts(until).values()].flatMap(({ about, day, eventId, endsOn }): readonly BadExperience[] => {
    if (about['state'] === 'notice') return [{ kind: 'notice-given', day, eventId }];
    const left = endsOn === undefined ? Infinity : dayNumber(endsOn) - close;
    return left >= 0 && left <= contractDays ? [{ kind: 'contract-ending', day: Math.min(close, Math.max(day, close - contractDays + left)), eventId }] : []; // prettier-ignore
  });
};

/** Bills that were paid late, or are not paid though they were due. */
const lateBills = (until: readonly Occurrence[], { to, close, badDays }: BadSpan): readonly BadExperience[] => {
  const payments = byBill(until.filter(({ kind }) => kind === 'paid'));
  return until.flatMap((bill): readonly BadExperience[] => {
    if (bill.kind !== 'bill') return [];
    const paid = payments.get(bill.about['bill'] ?? '') ?? [];
    const dueAt = bill.about['dueAt'] ?? paid[0]?.about['dueAt'];
    const day = dueAt === undefined ? (paid[0]?.day ?? bill.day) : bill.day + Math.round((Date.parse(dueAt) - bill.at) / DAY_MS); // prettier-ignore
    if (close - day > badDays || !isLate(bill, paid, to)) return [];
    return [{ kind: 'paid-late', day: Math.min(day, close), eventId: bill.eventId }];
  });
};

/**
 * What speaks against staying at the end of a day, newest first (domain.md, 6): complaints that are open or were answered late, a
 * matter that came back, repeated contacts about one matter, less than the top of a satisfaction scale, failed deliveries, broken promises, late payments, smaller
 * plans, contracts that end, negative words.
 */
export const badExperiences = (occurrences: readonly Occurrence[], span: BadSpan): readonly BadExperience[] => {
  const until = occurrences.filter(({ at }) => at < span.to);
  const happened = until.flatMap(({ kind, about, day, eventId }): readonly BadExperience[] => {
    if (span.close - day > span.badDays) return [];
    if (kind === 'bad') return [{ kind: about['what']!, day, eventId }];
    return kind === 'case' && about['state'] === 'reopened' ? [{ kind: 'came-back', day, eventId }] : [];
  });
  const again = repeatedContacts(until, span.close - span.badDays);
  return [...happened, ...again, ...complaints(until, span), ...endings(until, span), ...lateBills(until, span)]
    .sort(
      (a, b) => b.day - a.day || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : a.kind < b.kind ? -1 : 1),
    )
    .slice(0, TOLD_MAX);
};
