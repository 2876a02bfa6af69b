import { isZone, type Fact } from '@rapport/events';

/** What somebody said that policies heed: about consent, and where they live. */
export interface Saying {
  readonly eventId: string;
  readonly at: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is known of somebody from what they said. */
export interface Heeded {
  /** The time zone that they stated last; null = none. */
  readonly zone: string | null;
  /** Whether they object to profiling, or took their consent to it back. */
  readonly objects: boolean;
  /** Whether a purpose may reach them by a way (null = any) at a moment. Only consent that was given allows it. */
  readonly allows: (purpose: string, medium: string | null, now: string) => boolean;
}

const CONSENT = ['ConsentGiven', 'ConsentWithdrawn', 'ConsentDenied'];
const PROFILING = 'profiling';

/** The part of an event that is heeded; null for all others. */
export const sayingOf = ({ eventId, occurredAt: at, type, data }: Fact): Saying | null => {
  if (CONSENT.includes(type)) return { eventId, at, type, data };
  const zone = type === 'ProfileStated' ? data['timezone'] : undefined;
  // A zone that nobody knows says nothing: quiet hours are then those of the company.
  return typeof zone === 'string' && isZone(zone) ? { eventId, at, type, data: { timezone: zone } } : null;
};

const isLater = (a: Saying, b: Saying): boolean => a.at > b.at || (a.at === b.at && a.eventId > b.eventId);
const lastOf = (all: readonly Saying[]): Saying | undefined =>
  all.reduce<Saying | undefined>((last, one) => (last && isLater(last, one) ? last : one), undefined);

/**
 * What holds of all that somebody said, in any order: the last word on each purpose and way, the later one of what was said about
 * a way and about every way (as the customer's view has it).
 */
export const heed = (said: readonly Saying[]): Heeded => {
  const consents = said.filter(({ type }) => CONSENT.includes(type));
  const about = (purpose: string, media: readonly (string | undefined)[]): Saying | undefined =>
    lastOf(consents.filter(({ data }) => data['purpose'] === purpose && media.includes(data['medium'] as string | undefined))); // prettier-ignore
  const profiling = about(PROFILING, [undefined]);
  const zone = lastOf(said.filter(({ type }) => type === 'ProfileStated'))?.data['timezone'];
  return {
    zone: (zone as string | undefined) ?? null,
    objects: profiling !== undefined && profiling.type !== 'ConsentGiven',
    allows: (purpose, medium, now) => {
      const last = about(purpose, medium === null ? [undefined] : [medium, undefined]);
      const expiresAt = last?.data['expiresAt'] as string | undefined;
      return last?.type === 'ConsentGiven' && (expiresAt === undefined || expiresAt > now);
    },
  };
};
