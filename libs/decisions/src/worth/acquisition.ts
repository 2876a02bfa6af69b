import type { WorthMember } from './worth-member';

/** A cost of getting customers that belongs to no one of them. */
export interface AcquisitionCost {
  /** Millionths of the reporting currency. */
  readonly amount: bigint;
  /** Whose first purchase was on this channel; absent = on any. */
  readonly channel?: string;
  /** Whom this campaign had reached by their first purchase; absent = anybody. */
  readonly campaign?: string;
  /** Whose first purchase was on these days (day numbers, both included). */
  readonly from: number;
  readonly to: number;
}

/** What costs of getting customers come to for each. */
export interface Acquired {
  /** Share of everybody who has one, in millionths. */
  readonly shares: ReadonlyMap<string, bigint>;
  /** What nobody came by. */
  readonly unspread: bigint;
}

/** Later than every moment in RFC 3339. */
const NEVER = '~';
type Buyer = WorthMember & { readonly first: NonNullable<WorthMember['first']> };
const isBuyer = (member: WorthMember): member is Buyer => member.first !== null;

/** Members by first day, and of one day by id: found by a search in halves. */
class ByFirstDay {
  readonly #members: readonly Buyer[];

  constructor(members: readonly Buyer[]) {
    this.#members = [...members].sort((a, b) => a.first.day - b.first.day || (a.customer < b.customer ? -1 : 1));
  }

  within(from: number, to: number): readonly Buyer[] {
    return this.#members.slice(this.#firstFrom(from), this.#firstFrom(to + 1));
  }

  #firstFrom(day: number): number {
    let [low, high] = [0, this.#members.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#members[middle]!.first.day < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Spreads costs of getting customers evenly over those who came by them (domain.md, 5: `CostBooked`). What does not divide goes, a millionth
 * each, to who came first, so that the shares add up to the cost. A cost by which nobody came is left over.
 */
export const spreadAcquisition = (members: readonly WorthMember[], costs: readonly AcquisitionCost[]): Acquired => {
  if (costs.length === 0) return { shares: new Map(), unspread: 0n };
  const buyers = members.filter(isBuyer);
  const everybody = new ByFirstDay(buyers);
  const byChannel = new Map<string, Buyer[]>();
  for (const buyer of buyers) {
    const list = byChannel.get(buyer.first.channel);
    if (list) list.push(buyer);
    else byChannel.set(buyer.first.channel, [buyer]);
  }
  const sorted = new Map([...byChannel].map(([channel, list]) => [channel, new ByFirstDay(list)]));
  const shares = new Map<string, bigint>();
  let unspread = 0n;
  for (const { amount, channel, campaign, from, to } of costs) {
    const came = ((channel === undefined ? everybody : sorted.get(channel))?.within(from, to) ?? []).filter(
      ({ campaigns, first }) => campaign === undefined || (campaigns.get(campaign) ?? NEVER) <= first.at,
    );
    if (came.length === 0) unspread += amount;
    else {
      const [each, rest] = [amount / BigInt(came.length), amount % BigInt(came.length)];
      came.forEach(({ customer }, nth) =>
        shares.set(customer, (shares.get(customer) ?? 0n) + each + (BigInt(nth) < rest ? 1n : 0n)),
      );
    }
  }
  return { shares, unspread };
};
