/** A day on which a customer did something on a channel. */
export interface EngagedDay {
  readonly channel: string;
  /** A day number. */
  readonly day: number;
  /** The first thing that they did. */
  readonly eventId: string;
}

/** A channel on which a customer does much less than they used to. */
export interface EngagementFall {
  readonly channel: string;
  /** Days with something in the last span, and how many there were in a span before, on average (two places). */
  readonly recent: number;
  readonly usual: number;
  readonly spanDays: number;
  /** The last day of all, a day number, and what they did on it. */
  readonly day: number;
  readonly eventId: string;
}

/** What a fall is. */
export interface EngagementParams {
  /** Days that are held against those before them; 0 = nobody looks. */
  readonly engagementDays: number;
  /** Share of the usual days that must have fallen away. */
  readonly engagementFall: number;
}

/** So many spans before the last one say what is usual; with fewer than so many nobody knows. */
const SPANS_MAX = 6;
const SPANS_MIN = 3;
/** A fall is none that chance brings about more often than that. */
const CHANCE_MAX = 0.05;

/** P(X ≤ count) of a Poisson distribution. */
const poissonUpTo = (count: number, mean: number): number => {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k++) sum += term *= mean / k;
  return sum;
};

const fallOn = (days: readonly EngagedDay[], close: number, params: EngagementParams): EngagementFall | null => {
  const { engagementDays: span, engagementFall } = params;
  // The first day is one with something by definition: what comes after it says how often that is.
  const from = Math.max(close - (SPANS_MAX + 1) * span, days[0]!.day);
  const until = close - span;
  if (until - from < SPANS_MIN * span) return null;
  const before = days.filter(({ day }) => day > from && day <= until).length;
  const recent = days.filter(({ day }) => day > until).length;
  const usual = (before * span) / (until - from);
  if (recent > usual * (1 - engagementFall) || poissonUpTo(recent, usual) > CHANCE_MAX) return null;
  const { channel, day, eventId } = days.at(-1)!;
  return { channel, recent, usual: Math.round(usual * 100) / 100, spanDays: span, day, eventId };
};

/**
 * Channels on which a customer does much less at the end of a day than on average before (domain.md, 6: fall in engagement per channel
 * against the customer's own average), by channel. Days count and not events, since one visit has any number of them. A fall is
 * one that Poisson's law, with the customer's own mean, would show in one of twenty spans at most; so whoever came twice a month cannot
 * fall. `engaged` has each channel and day once, in any order; days after the close are left out.
 */
export const engagementFalls = (
  engaged: readonly EngagedDay[],
  close: number,
  params: EngagementParams,
): readonly EngagementFall[] => {
  if (params.engagementDays === 0) return [];
  const byChannel = new Map<string, EngagedDay[]>();
  for (const one of engaged) {
    if (one.day > close) continue;
    const list = byChannel.get(one.channel);
    if (list) list.push(one);
    else byChannel.set(one.channel, [one]);
  }
  return [...byChannel.values()]
    .flatMap(
      (days) =>
        fallOn(
          days.sort((a, b) => a.day - b.day),
          close,
          params,
        ) ?? [],
    ) // prettier-ignore
    .sort((a, b) => (a.channel < b.channel ? -1 : 1));
};
