import { assignClasses, type ClassStanding, type Placed } from './classes';
import { judgeSegment, type SegmentFigures, type SegmentJudged } from './segment-judged';
import type { SegmentCondition } from './segment-conditions';

/** One customer as a segment sees them. */
export interface SegmentMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  readonly figures: SegmentFigures;
}

/** Somebody, and whether they belong to the segment. */
export interface SegmentPlaced<Member extends SegmentMember = SegmentMember> extends Placed {
  readonly member: Member;
  readonly judged: SegmentJudged;
}

export interface SegmentOutcome<Member extends SegmentMember = SegmentMember> {
  /** Who is in it and was not; by handle. */
  readonly entered: readonly SegmentPlaced<Member>[];
  /** Who was in it and is not, and since when they were; without `placed` there is nobody to judge any more. By handle. */
  readonly left: readonly {
    readonly customer: string;
    readonly since: string;
    readonly placed?: SegmentPlaced<Member>;
  }[];
  /** How everybody stands who is in it; give it to the next close. */
  readonly standings: ReadonlyMap<string, ClassStanding>;
}

/** The class of those who are in a segment; the others have none. */
export const IN_SEGMENT = 'in';

/**
 * A set of customers by rule at the end of a day (domain.md, 4.4): who enters and who leaves. A segment excludes no other: each
 * is a rule of its own, and a customer is in as many as hold. Changes only, so that the set at any closed day is, for each
 * customer, the last word up to it. `members` are all customers that the rule knows, in any order.
 */
export const segment = <Member extends SegmentMember>(
  members: readonly Member[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, when }: { readonly date: string; readonly when: SegmentCondition },
): SegmentOutcome<Member> => {
  const all = members.map((member): SegmentPlaced<Member> => {
    const judged = judgeSegment(when, member.figures);
    return { customer: member.customer, tier: IN_SEGMENT, mark: '', member, judged };
  });
  const inside = all.filter(({ judged }) => judged.holds);
  const { assigned, ended, standings } = assignClasses(inside, previous, date);
  const outside = new Map(all.flatMap((placed) => (placed.judged.holds ? [] : [[placed.customer, placed] as const])));
  const left = ended.map(({ customer }) => {
    const placed = outside.get(customer);
    return { customer, since: previous.get(customer)!.since, ...(placed && { placed }) };
  });
  return { entered: Array.from(assigned, ({ member }) => member), left, standings };
};
