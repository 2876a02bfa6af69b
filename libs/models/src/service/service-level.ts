import { checkContacts, type Contact } from './contacts';

/**
 * The four forms of service level in use, each of T seconds from joining the queue (Cleveland & Mayben, "Call Center Management on Fast
 * Forward", 1997, lists them). On the same calls they differ by up to seven points, so a figure without its form means nothing.
 */
export const SERVICE_LEVEL_FORMS = ['of-answered', 'of-offered', 'without-short-abandons', 'abandons-as-met'] as const;
export type ServiceLevelForm = (typeof SERVICE_LEVEL_FORMS)[number];

/** A service level with all that it takes to read it. */
export type ServiceLevel = {
  readonly form: ServiceLevelForm;
  /** T, in seconds. */
  readonly within: number;
  /** 0 to 1; null when there is nothing to divide by. */
  readonly share: number | null;
};

/**
 * - `of-answered`: answered within T ÷ answered;
 * - `of-offered`: answered within T ÷ offered;
 * - `without-short-abandons`: answered within T ÷ (offered − abandoned within T);
 * - `abandons-as-met`: (answered within T + abandoned within T) ÷ offered.
 * @throws RangeError when T or a time is not finite and from 0
 */
export const serviceLevel = (contacts: readonly Contact[], within: number, form: ServiceLevelForm): ServiceLevel => {
  checkContacts(contacts);
  if (!(within >= 0 && Number.isFinite(within))) throw new RangeError(`T must be finite, from 0, not ${within}`);
  const count = (outcome: Contact['outcome'], until = Number.POSITIVE_INFINITY): number =>
    contacts.filter((contact) => contact.outcome === outcome && contact.waited <= until).length;
  const [answered, met, abandoned] = [count('answered'), count('answered', within), count('abandoned')];
  const short = count('abandoned', within);
  const [top, bottom] = {
    'of-answered': [met, answered],
    'of-offered': [met, answered + abandoned],
    'without-short-abandons': [met, answered + abandoned - short],
    'abandons-as-met': [met + short, answered + abandoned],
  }[form] as [number, number];
  return { form, within, share: bottom === 0 ? null : top / bottom };
};
