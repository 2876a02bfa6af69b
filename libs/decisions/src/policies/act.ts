import type { HeldBecause } from '@rapport/events';
import { isHeldOut } from './holdout';
import { quietUntil, type QuietHours } from './quiet-hours';
import type { Heeded } from './what-is-said';

/** What a policy says about all of its actions. */
export interface Limits {
  /** Chooses who is held out. */
  readonly holdoutKey: string;
  /** Whether it goes by what rules decide about people. */
  readonly profiles: boolean;
  readonly quietHours?: QuietHours;
  readonly atMost?: { readonly times: number; readonly days: number };
  readonly holdout?: number;
  readonly lateAfterHours?: number;
}

/** An action, as far as it matters to whether it is done. */
export interface Wanted {
  readonly kind: string;
  readonly purpose?: string;
  readonly medium?: string;
}

/** Whom it is about, and what is known of them at this moment. */
export interface About {
  readonly customer: string;
  readonly isErased: boolean;
  readonly heeded: Heeded;
  /** How often the policy has acted on them (or would have, were they not held out) within `atMost.days`, this trigger left out. */
  readonly before: number;
}

/** At which moment, for which trigger. */
export interface Moment {
  readonly now: string;
  /** When the trigger happened. */
  readonly triggeredAt: string;
  /** The zone of who states none. */
  readonly zone: string;
  /** Whether the policy was stopped meanwhile. */
  readonly isStopped: boolean;
}

/** What becomes of an action: done, held back for good, or looked at again at a moment. */
export type Verdict =
  | { readonly does: 'order' }
  | { readonly does: 'hold'; readonly why: HeldBecause; readonly detail?: string }
  | { readonly does: 'wait'; readonly until: string };

/** What reaches people themselves; the rest is work of the company's own. */
const DISTURBS = ['mail', 'coupon'];
export const QUIET_HOURS: QuietHours = { from: '20:00', to: '08:00' };
export const LATE_AFTER_HOURS = 72;
const HOUR_MS = 3_600_000;

const hold = (why: HeldBecause, detail?: string): Verdict => ({ does: 'hold', why, ...(detail !== undefined && { detail }) }); // prettier-ignore

/** The way to the customer that an action takes; null = it says none. */
const mediumOf = ({ kind, medium }: Wanted): string | null => medium ?? (DISTURBS.includes(kind) ? 'email' : null);

/**
 * Decides about one action of a policy whose trigger came. Who is held out is decided last, so that those who are compared are
 * those who would have been treated; and after quiet hours are over, so that both are counted from the same time of day.
 */
export const act = (limits: Limits, wanted: Wanted, about: About, moment: Moment): Verdict => {
  const { now, triggeredAt, zone, isStopped } = moment;
  const { heeded, customer } = about;
  if (isStopped) return hold('stopped');
  if (about.isErased) return hold('erased');
  const hours = (Date.parse(now) - Date.parse(triggeredAt)) / HOUR_MS;
  const late = limits.lateAfterHours ?? LATE_AFTER_HOURS;
  if (hours > late) return hold('too-late', `${Math.floor(hours)} hours after the trigger; at most ${late}`);
  if (limits.profiles && heeded.objects) return hold('objection', 'objects to profiling');
  if (DISTURBS.includes(wanted.kind)) {
    const until = quietUntil(now, heeded.zone ?? zone, limits.quietHours ?? QUIET_HOURS);
    if (until !== null) return { does: 'wait', until };
  }
  const medium = mediumOf(wanted);
  if (wanted.purpose !== undefined && !heeded.allows(wanted.purpose, medium, now))
    return hold('consent', `no consent to ${wanted.purpose}${medium === null ? '' : ` by ${medium}`}`);
  const { atMost } = limits;
  if (atMost && about.before >= atMost.times) return hold('too-often', `${about.before} times in ${atMost.days} days`);
  if (isHeldOut(limits.holdoutKey, customer, limits.holdout ?? 0)) return hold('holdout');
  return { does: 'order' };
};
