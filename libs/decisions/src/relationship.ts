import type { Placed } from './classes';
import { Keys, type KeyCandidate, type KeyThreshold } from './relationship-keys';
import type { RelationshipParams } from './relationship-params';
import { relationshipReason, type RelationshipFound, type RelationshipType } from './relationship-reason';
export type { RelationshipFound, RelationshipType } from './relationship-reason';

/** One customer as the rule sees them. */
export interface RelationshipMember extends KeyCandidate {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** Local days with a sale in the window. */
  readonly purchaseDays: number;
  /** Contacts for service or advice in the window that the customer began. */
  readonly contacts: number;
  /** When they bought for the first time ever; null = never. */
  readonly firstSaleAt: string | null;
}

export interface RelationshipPlaced<Member extends RelationshipMember = RelationshipMember> extends Placed {
  readonly member: Member;
  readonly tier: RelationshipType;
  readonly found: RelationshipFound;
  /** Why, in words; made only where somebody is told. */
  readonly reason: () => string;
}

export interface RelationshipOutcome<Member extends RelationshipMember = RelationshipMember> {
  readonly placed: readonly RelationshipPlaced<Member>[];
  /** Customers who bought in the window. */
  readonly population: number;
  /** Null where no value makes a key account. */
  readonly threshold: KeyThreshold | null;
}

const withoutKeys = ({ purchaseDays, contacts, firstSaleAt }: RelationshipMember): RelationshipType => {
  if (purchaseDays > 0) return purchaseDays >= 2 && contacts >= 1 ? 'R' : 'T';
  return firstSaleAt === null ? 'prospect' : 'inactive';
};

/** What is worth an event of its own when it changes: a plan, and whose customer it is. */
export const relationshipMark = ({ plan, owner }: Pick<RelationshipFound, 'plan' | 'owner'>): string =>
  plan === undefined && owner === undefined ? '' : `${plan ?? ''} ${owner ?? ''}`;

/**
 * The type of relationship at the end of a day (domain.md, 4.2). `R`: bought on two days or more and asked for service or
 * advice; `T`: other buyers; `K`: worth `keyMultiple` times the median of the relational customers, who are taken with the key
 * accounts among them, or named so by a person, or acting for an account of which either is true.
 */
export const relationship = <Member extends RelationshipMember>(
  members: readonly Member[],
  { keyMultiple }: Pick<RelationshipParams, 'keyMultiple'>,
): RelationshipOutcome<Member> => {
  const types = members.map(withoutKeys);
  const relational = members.filter((_, nth) => types[nth] === 'R').map(({ value }) => value);
  const keys = new Keys(members, relational, keyMultiple);
  const placed = members.map((member, nth): RelationshipPlaced<Member> => {
    const { customer, purchaseDays, contacts, strategic, value } = member;
    const keyBy = keys.of(member);
    const hasPlan = strategic?.value === 'develop' || (keyBy !== null && Number(value) <= 0);
    const found: RelationshipFound = {
      ...{ purchaseDays, contacts },
      ...(keyBy && { keyBy }),
      ...(strategic?.owner !== undefined && { owner: strategic.owner }),
      ...(hasPlan && { plan: 'develop' }),
      ...(keys.threshold && { threshold: keys.threshold }),
    };
    const tier = keyBy ? 'K' : types[nth]!;
    return {
      member,
      customer,
      tier,
      mark: relationshipMark(found),
      found,
      reason: () => relationshipReason(tier, found, value),
    };
  });
  return {
    placed,
    population: members.filter(({ purchaseDays }) => purchaseDays > 0).length,
    threshold: keys.threshold,
  };
};
