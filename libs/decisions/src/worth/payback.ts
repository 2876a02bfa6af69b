import type { WorthMember } from './worth-member';

/** What it cost to get customers on a channel, and when that had come back. */
export interface ChannelPayback {
  /** Who bought for the first time on it. */
  readonly customers: number;
  /** What it cost to get them, in millionths of the reporting currency: their own costs and their shares. */
  readonly cost: bigint;
  /** Days from the first purchase on after which their margins together had come to the cost; null = not yet. */
  readonly days: number | null;
}

/** Margins of these members added up by days since each one's first purchase: the first day on which they come to `cost`. */
const paidBackAfter = (members: readonly WorthMember[], cost: bigint): number | null => {
  const byAge = new Map<number, bigint>();
  for (const { first, margins } of members)
    for (const { day, margin } of margins) {
      const age = Math.max(0, day - first!.day);
      byAge.set(age, (byAge.get(age) ?? 0n) + margin);
    }
  let sum = 0n;
  for (const [age, margin] of [...byAge].sort(([a], [b]) => a - b)) if ((sum += margin) >= cost) return age;
  return null;
};

/** Pay-back of what customers cost, by the channel of their first purchase; channels whose customers cost nothing are left out. */
export const paybacks = (
  members: readonly WorthMember[],
  acquiring: (member: WorthMember) => bigint,
): ReadonlyMap<string, ChannelPayback> => {
  const byChannel = new Map<string, WorthMember[]>();
  for (const member of members) {
    if (!member.first) continue;
    const list = byChannel.get(member.first.channel);
    if (list) list.push(member);
    else byChannel.set(member.first.channel, [member]);
  }
  const found = [...byChannel].flatMap(([channel, came]): [string, ChannelPayback][] => {
    const cost = came.reduce((sum, member) => sum + acquiring(member), 0n);
    return cost > 0n ? [[channel, { customers: came.length, cost, days: paidBackAfter(came, cost) }]] : [];
  });
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
};
