import type { RetentionPolicy } from '@rapport/edge';
import type { DataClass } from '@rapport/events';
import { endOfQuarter, type KeptQuarter } from '@rapport/vault';

/** A data class and quarter with the moment from which it is to be unreadable. */
export interface Ending {
  readonly dataClass: DataClass;
  readonly quarter: string;
  readonly months: number;
  /** RFC 3339, UTC. */
  readonly endsAt: string;
}

const later = (at: string, months: number): string => {
  const end = new Date(at);
  end.setUTCMonth(end.getUTCMonth() + months);
  return end.toISOString();
};

/** When what is readable now ends, the soonest first; classes without a time of retention are left out. */
export const endingsOf = (policy: RetentionPolicy, quarters: readonly KeptQuarter[]): readonly Ending[] =>
  quarters
    .flatMap(({ dataClass, quarter, destroyedAt }): Ending[] => {
      const months = policy[dataClass];
      if (months === undefined || destroyedAt !== null) return [];
      return [{ dataClass, quarter, months, endsAt: later(endOfQuarter(quarter), months) }];
    })
    .sort((a, b) => (a.endsAt < b.endsAt ? -1 : a.endsAt > b.endsAt ? 1 : 0));

/** Those whose time is over. */
export const dueAt = (endings: readonly Ending[], now: Date): readonly Ending[] =>
  endings.filter(({ endsAt }) => endsAt <= now.toISOString());
