import { firstAlike } from './first-alike';
import { Layered } from './layered';
import { MadeList } from './made-list';
import { sortedInSteps } from './sorted-in-steps';
import { atOnce, eachInSteps, type Steps } from './steps';

/** One customer and the class that the figures of a close put them in. */
export interface Placed {
  /** The customer's id: a handle. */
  readonly customer: string;
  readonly tier: string;
  /** What else is worth an event when it changes, such as a score; '' = nothing. */
  readonly mark: string;
}

/** How a customer stands after a close; all that the next close needs of this one. */
export interface ClassStanding {
  readonly tier: string;
  readonly mark: string;
  /** The day since which the class holds. */
  readonly since: string;
}

/** A decision: somebody's class, or its mark, is another one than at the close before, or is the first. */
export interface ClassAssignment<Member extends Placed = Placed> {
  readonly member: Member;
  /** The class that held before; absent on the first assignment. */
  readonly previousTier?: string;
  readonly since: string;
}

export interface ClassOutcome<Member extends Placed = Placed> {
  /** Only what changed, by handle. As long as `previous` stays what it is. */
  readonly assigned: MadeList<ClassAssignment<Member>>;
  /** Who is no customer any more, most often because they turned out to be somebody else; by handle. */
  readonly ended: readonly { readonly customer: string; readonly tier: string }[];
  /** How everybody stands now; give it to the next close. */
  readonly standings: ReadonlyMap<string, ClassStanding>;
  /** Customers by class. */
  readonly tiers: Readonly<Record<string, number>>;
}

const byHandle = (a: { readonly customer: string }, b: { readonly customer: string }): number =>
  a.customer < b.customer ? -1 : 1;

/** Who was there before and did not stay. Nearly always nobody: then nobody is looked for. */
const endedOf = (previous: ReadonlyMap<string, ClassStanding>, stayed: readonly string[]): { customer: string; tier: string }[] => {
  if (stayed.length === previous.size) return [];
  const still = new Set(stayed);
  return [...previous].flatMap(([customer, { tier }]) => (still.has(customer) ? [] : [{ customer, tier }]));
}; // prettier-ignore

/**
 * What a close decides once everybody has been put into a class: changes only, so that the population at any closed day is,
 * for each customer, the last decision up to it. `placed` are all customers that the rule knows, each once, in any order, gone through once; whoever was
 * there at the close before (`previous`) and is not any more, ends.
 */
export const assignClasses = <Member extends Placed>(...given: Given<Member>): ClassOutcome<Member> =>
  atOnce(assignInSteps(...given));

type Given<Member extends Placed> = readonly [
  placed: Iterable<Member>,
  previous: ReadonlyMap<string, ClassStanding>,
  date: string,
];

/** `assignClasses`, in steps. */
export const assignInSteps = function* <Member extends Placed>(
  ...[placed, previous, date]: Given<Member>
): Steps<ClassOutcome<Member>> {
  const changed = new Map<string, ClassStanding>();
  const alike = firstAlike<ClassStanding>(({ tier, mark, since }) => `${tier}\n${mark}\n${since}`);
  const told: Member[] = [];
  const tiers = new Map<string, number>();
  const stayed: string[] = [];
  yield* eachInSteps(placed, (member) => {
    const { customer, tier, mark } = member;
    tiers.set(tier, (tiers.get(tier) ?? 0) + 1);
    const before = previous.get(customer);
    if (before) stayed.push(customer);
    if (before?.tier === tier && before.mark === mark) return;
    const since = before?.tier === tier ? before.since : date;
    changed.set(customer, alike({ tier, mark, since }));
    told.push(member);
  });
  const ended = endedOf(previous, stayed);
  const order = yield* sortedInSteps(told.length, (a, b) => byHandle(told[a]!, told[b]!));
  return {
    assigned: new MadeList(told.length, (nth) => {
      const member = told[order[nth]!]!;
      const { since } = changed.get(member.customer)!;
      const before = previous.get(member.customer);
      return before ? { member, since, previousTier: before.tier } : { member, since };
    }),
    ended: ended.sort(byHandle),
    standings: new Layered(previous, changed, new Set(ended.map(({ customer }) => customer))),
    tiers: Object.fromEntries([...tiers].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};
