import type { ClassStanding, Placed } from '../classes';
import { counted } from '../counted';
import { rank, type PyramidMember, type PyramidTier } from '../pyramid-ranking';
import { signalChanges, type SignalOutcome } from '../signals/signal-placed';
import type { UpgradeParams } from './upgrade-params';

/** A customer as the ranking sees them, and what speaks for more. */
export interface UpgradeMember extends PyramidMember {
  /** Value of the last quarter of the window. */
  readonly recent: number;
  /** Signs of interest in premium products in that time. */
  readonly interests: number;
  /** What they spend in a window on what we sell, with us and with others; absent = nobody knows. */
  readonly wallet?: number;
}

/** Why somebody may move up one tier. */
export interface UpgradeFound {
  readonly tier: PyramidTier;
  readonly nextTier: PyramidTier;
  readonly value: number;
  /** What the last member of the next tier is worth. */
  readonly asks: number;
  /** What they would be worth over a whole window at the pace of its last quarter. */
  readonly atPace: number;
  /** `atPace` ÷ `asks`. */
  readonly reach: number;
  readonly interests: number;
  /** What they spend in a window with us and with others, and our share of it (at most 1); absent = nobody knows. */
  readonly wallet?: number;
  readonly walletShare?: number;
}

/** Somebody who may move up. */
export interface Rising<Member extends UpgradeMember = UpgradeMember> extends Placed {
  readonly of: Member;
  readonly found: UpgradeFound;
}

export interface UpgradeOutcome<Member extends UpgradeMember> extends SignalOutcome<Rising<Member>> {
  /** Active customers, and those of them below the top tier. */
  readonly population: number;
  readonly below: number;
}

/** The one level of an upgrade potential. */
export const RISING = 'likely';
/** The last quarter of the window stands for all of it. */
const QUARTERS = 4;
/** Who is signalled stays so until they are well below: a day's purchase more or less is nothing to tell. */
const STAYS_FROM = 0.9;
const cents = (value: number): number => Math.round(value * 100) / 100;

/** Our share of the wallet: at most all of it, also where more was bought than somebody had said. */
const walletOf = ({ value, wallet }: UpgradeMember): Pick<UpgradeFound, 'wallet' | 'walletShare'> =>
  wallet === undefined || wallet <= 0
    ? {}
    : { wallet: cents(wallet), walletShare: Math.round(Math.min(1, Math.max(0, Number(value)) / wallet) * 1e4) / 1e4 };

/** True for who could be worth what the next tier asks for with what they spend elsewhere, of which we have little. */
const hasRoom = ({ wallet, walletShare }: ReturnType<typeof walletOf>, asks: number, most: number): boolean =>
  wallet !== undefined && walletShare !== undefined && wallet >= asks && walletShare <= most;

/**
 * Who of those below the top tier can move up one tier at the end of a day: at the pace of the last quarter of the window they would be worth what the
 * last member of the next tier is worth (`minReach` of it; less is enough for who showed interest in premium products, or spends enough elsewhere).
 * Of these the likeliest, at most `share` of all below the top tier. `members` are all who ever bought, in any order.
 */
export const upgrade = <Member extends UpgradeMember>(
  members: readonly Member[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, ...params }: UpgradeParams & { readonly date: string },
): UpgradeOutcome<Member> => {
  const { ranked, cutoffs } = rank(members);
  const filled = cutoffs.filter(({ value }) => value !== undefined);
  const top = filled[0]?.rank ?? 0;
  const rising = ranked.flatMap((of, nth): readonly Rising<Member>[] => {
    const at = filled.findIndex((cutoff) => nth < cutoff.rank);
    if (at <= 0) return [];
    const [next, own] = [filled[at - 1]!, filled[at]!];
    const asks = Number(next.value);
    // Whoever is worth as much stands below by the date of the first sale alone: there is nothing to gain.
    if (asks <= 0 || Number(of.value) >= asks) return [];
    const atPace = cents(of.recent * QUARTERS);
    const reach = Math.round((atPace / asks) * 1e4) / 1e4;
    const held = previous.get(of.customer)?.mark === next.tier ? STAYS_FROM : 1;
    const wallet = walletOf(of);
    const least = Math.min(
      params.minReach,
      of.interests > 0 ? params.minReachInterested : Infinity,
      hasRoom(wallet, asks, params.maxWalletShare) ? params.minReachRoom : Infinity,
    );
    if (reach < least * held) return [];
    const found = { tier: own.tier, nextTier: next.tier, value: Number(of.value), asks, atPace, reach, interests: of.interests, ...wallet }; // prettier-ignore
    return [{ customer: of.customer, tier: RISING, mark: next.tier, of, found }];
  });
  const below = ranked.length - top;
  const most = Math.ceil(below * params.share);
  const isHeld = ({ customer, mark }: Rising): number => Number(previous.get(customer)?.mark === mark);
  const likeliest = rising
    .sort((a, b) => isHeld(b) - isHeld(a) || b.found.reach - a.found.reach || (a.customer < b.customer ? -1 : 1))
    .slice(0, most);
  return { ...signalChanges(likeliest, previous, date), population: ranked.length, below };
};

/** Why somebody may move up, in words. */
export const upgradeReasons = ({
  tier,
  nextTier,
  asks,
  atPace,
  interests,
  ...known
}: UpgradeFound): readonly string[] => [
  `${tier}; at the pace of the last quarter worth ${atPace.toFixed(2)}, ${nextTier} begins at ${asks.toFixed(2)}`,
  ...(interests > 0 ? [`${counted(interests, 'sign')} of interest in premium products`] : []),
  ...(known.wallet === undefined ? [] : [`${Math.round(known.walletShare! * 100)} % of the ${known.wallet.toFixed(2)} that they spend on such things is spent here`]), // prettier-ignore
];
