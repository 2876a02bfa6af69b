import { quantile, sortedSample } from '../numeric/quantile';

/** One call or chat as a contact centre measures it. Seconds. */
export interface Contact {
  /** `left`: gone in the menu, before they joined the queue; they are offered to nobody. */
  readonly outcome: 'answered' | 'abandoned' | 'left';
  /** From joining the queue to the answer or to giving up; 0 when it was answered at once. */
  readonly waited: number;
  /** Talk, hold and wrap-up, as far as it is known; of the answered. */
  readonly handled: number;
}

/** What a contact centre is measured by. Times in seconds, shares 0 to 1; null when nothing is there to be measured. */
export interface ContactMeasures {
  /** Answered and abandoned. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly left: number;
  /** Abandoned ÷ offered. */
  readonly abandonRate: number | null;
  /** Average speed of answer: mean wait of the answered. */
  readonly asa: number | null;
  /** The same of those who had to wait at all. */
  readonly asaQueued: number | null;
  /** Average handling time of the answered. */
  readonly aht: number | null;
  /** Median and ninth decile of the wait of the answered (type 7). */
  readonly waitMedian: number | null;
  readonly waitP90: number | null;
  /** Mean wait of those who gave up. */
  readonly timeToAbandon: number | null;
}

/** @throws RangeError when a time is not finite and from 0 */
export const contactMeasures = (contacts: readonly Contact[]): ContactMeasures => {
  checkContacts(contacts);
  const answered = contacts.filter(({ outcome }) => outcome === 'answered');
  const abandoned = contacts.filter(({ outcome }) => outcome === 'abandoned');
  const offered = answered.length + abandoned.length;
  const waits = sortedSample(answered.map(({ waited }) => waited));
  return {
    ...{ offered, answered: answered.length, abandoned: abandoned.length },
    left: contacts.length - offered,
    abandonRate: offered === 0 ? null : abandoned.length / offered,
    asa: meanOf(waits),
    asaQueued: meanOf(waits.filter((wait) => wait > 0)),
    aht: meanOf(answered.map(({ handled }) => handled)),
    waitMedian: waits.length === 0 ? null : quantile(waits, 1, 2),
    waitP90: waits.length === 0 ? null : quantile(waits, 9, 10),
    timeToAbandon: meanOf(abandoned.map(({ waited }) => waited)),
  };
};

/** @throws RangeError when a time is not finite and from 0 */
export const checkContacts = (contacts: readonly Contact[]): void => {
  const wrong = contacts.findIndex(({ waited, handled }) => !(isTime(waited) && isTime(handled)));
  if (wrong >= 0) throw new RangeError(`contact ${wrong + 1}: times must be finite, from 0`);
};

const isTime = (seconds: number): boolean => seconds >= 0 && Number.isFinite(seconds);
const meanOf = (values: readonly number[] | Float64Array): number | null =>
  values.length === 0 ? null : (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
