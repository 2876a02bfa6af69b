import type { BadExperience } from '@rapport/decisions';
import type { Occurrence } from './occurrences';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A contact about the same matter within so long after another one is a repeated one, as first-contact resolution counts it (domain.md, 7). */
const AGAIN_MS = 7 * DAY_MS;
/** A case that is opened so long after a contact about its matter began was opened in that contact and is none of its own. */
const OPENED_IN_MS = DAY_MS;

type Said = Pick<Occurrence, 'at' | 'day' | 'eventId' | 'about'>;

/** A contact that the customer began, and what it was about. */
interface Contact extends Pick<Said, 'at' | 'day' | 'eventId'> {
  readonly cases: Set<string>;
  readonly reasons: Set<string>;
  readonly themes: Set<string>;
}

const contactOf = ({ at, day, eventId }: Said): Contact => ({
  ...{ at, day, eventId, cases: new Set(), reasons: new Set(), themes: new Set() },
});

const note = ({ cases, reasons, themes }: Contact, { about }: Said): void => {
  if (about['case'] !== undefined) cases.add(about['case']);
  if (about['reason'] !== undefined) reasons.add(about['reason']);
  if (about['theme'] !== undefined) themes.add(about['theme']);
};

const shares = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].some((name) => others.has(name));

/**
 * Whether two contacts are about one matter: the same case or reason code (domain.md, 7). A topic is a group of reasons: it says so where
 * one of the two names no reason of its own.
 */
const isSameMatter = (one: Contact, other: Contact): boolean =>
  shares(one.cases, other.cases) ||
  shares(one.reasons, other.reasons) ||
  ((one.reasons.size === 0 || other.reasons.size === 0) && shares(one.themes, other.themes));

/** Contacts that the customer began, oldest first, with what their wrap-ups and the cases that were opened in them say. */
const contactsIn = (said: readonly Occurrence[]): readonly Contact[] => {
  const begun = new Map<string, Contact>();
  for (const one of said) {
    if (one.kind !== 'service' || one.about['of'] !== undefined) continue;
    const key = one.about['contact'] ?? one.eventId;
    const contact = begun.get(key) ?? contactOf(one);
    note(contact, one);
    begun.set(key, contact);
  }
  for (const one of said) {
    // What an agent wrote down about a contact that we began is no contact of theirs.
    const contact = one.kind === 'wrap-up' || one.kind === 'bad' ? begun.get(one.about['contact'] ?? '') : undefined;
    if (contact) note(contact, one);
  }
  const [contacts, openings] = [[...begun.values()], [] as Contact[]];
  for (const one of said) {
    if (one.kind !== 'service' || one.about['of'] === undefined) continue;
    const opening = contactOf(one);
    note(opening, one);
    const openedIn = contacts.findLast((contact) => contact.at <= one.at && one.at - contact.at <= OPENED_IN_MS && isSameMatter(contact, opening)); // prettier-ignore
    if (openedIn) note(openedIn, one);
    else openings.push(opening);
  }
  return [...contacts, ...openings].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
};

/**
 * Matters about which somebody had to come to us again within seven days, each by the last contact about it and how many there were within
 * those seven days. Contacts that name neither case nor reason nor topic are about nothing that anybody could compare.
 * @param until what happened up to the close, oldest first; @param since repeated contacts before this day (a day number) are forgotten
 */
export const repeatedContacts = (until: readonly Occurrence[], since: number): readonly BadExperience[] => {
  const recent = until.filter(({ day }) => day >= since - AGAIN_MS / DAY_MS - 1);
  const contacts = contactsIn(recent);
  return contacts.flatMap((contact, nth): readonly BadExperience[] => {
    const { day, eventId } = contact;
    const near = (other: Contact): boolean => Math.abs(other.at - contact.at) <= AGAIN_MS && isSameMatter(other, contact); // prettier-ignore
    if (day < since || contacts.slice(nth + 1).some(near)) return [];
    const times = contacts.slice(0, nth + 1).filter(near).length;
    return times > 1 ? [{ kind: 'repeated-contact', day, eventId, times }] : [];
  });
};
