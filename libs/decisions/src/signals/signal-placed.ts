import { assignClasses, type ClassStanding, type Placed } from '../classes';

/** What changed about a signal. */
export type SignalChange<Member extends Placed> =
  | { readonly kind: 'raised'; readonly customer: string; readonly member: Member }
  | { readonly kind: 'changed'; readonly customer: string; readonly member: Member; readonly previousLevel: string }
  | { readonly kind: 'cleared'; readonly customer: string; readonly level: string; readonly before: ClassStanding };

/** What a close decides about signals. */
export interface SignalOutcome<Member extends Placed> {
  /** Only what changed: those that hold, by handle, then those that do not any more. */
  readonly changes: readonly SignalChange<Member>[];
  /** About whom a signal holds; give it to the next close. */
  readonly standings: ReadonlyMap<string, ClassStanding>;
}

/** Whom signals hold about (`tier` is the level, `mark` what it is about), against whom they held about before. */
export const signalChanges = <Member extends Placed>(
  placed: Iterable<Member>,
  previous: ReadonlyMap<string, ClassStanding>,
  date: string,
): SignalOutcome<Member> => {
  const { assigned, ended, standings } = assignClasses(placed, previous, date);
  const held = Array.from(assigned, ({ member, previousTier }): SignalChange<Member> => {
    const { customer } = member;
    if (previousTier === undefined) return { kind: 'raised', customer, member };
    return { kind: 'changed', customer, member, previousLevel: previousTier };
  });
  const cleared = ended.map(({ customer, tier: level }): SignalChange<Member> => {
    return { kind: 'cleared', customer, level, before: previous.get(customer)! };
  });
  return { changes: [...held, ...cleared], standings };
};

const APART = '\n';
/** A mark made of names, and the names of a mark. */
export const markOfNames = (names: readonly string[]): string => [...names].sort().join(APART);
export const namesOfMark = (mark: string): readonly string[] => (mark === '' ? [] : mark.split(APART));
