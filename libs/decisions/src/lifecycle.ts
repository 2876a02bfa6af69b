import { dayNumber } from './cadence-pace';
import type { Placed } from './classes';
import { lazily } from './lazily';
import { GapPool, type Purchase, type UsualGaps } from './lifecycle-gaps';
import type { LifecycleParams } from './lifecycle-params';
import { atOnce, eachInSteps, type Steps } from './steps';
import { lifecycleReason, type LifecycleFound } from './lifecycle-reason';
export type { LifecycleFound } from './lifecycle-reason';

/** The stages of a customer's life, in their usual order. */
export const LIFECYCLE_STAGES = [
  ...(['target', 'prospect', 'opportunity', 'customer', 'repeat', 'loyal'] as const),
  ...(['lapsing', 'lapsed', 'won-back'] as const),
] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

/** One customer as the rule sees them. */
export interface LifecycleMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** Purchases that stand at the close, earliest first. */
  readonly purchases: readonly Purchase[];
  /** Contacts for service or advice that they began, and other signs of interest. */
  readonly interests: number;
  /** Open opportunities, and quotes of late. */
  readonly opportunities: number;
}

export interface LifecyclePlaced<Member extends LifecycleMember = LifecycleMember> extends Placed {
  readonly member: Member;
  readonly tier: LifecycleStage;
  readonly found: LifecycleFound;
  /** Why, in words; made only where somebody is told. */
  readonly reason: () => string;
}

/** Days at which somebody bought, each once. */
const daysOf = (purchases: readonly Purchase[]): readonly number[] => {
  const days: number[] = [];
  for (const { day } of purchases) if (day !== days[days.length - 1]) days.push(day);
  return days;
};

/** How many days ago somebody came back after they had lapsed, last; undefined when they never did. */
const cameBack = (days: readonly number[], close: number, usual: UsualGaps | null): number | undefined => {
  if (usual === null) return undefined;
  const nth = days.findLastIndex((day, at) => at > 0 && day - days[at - 1]! > usual.lapsedAfter);
  return nth < 0 ? undefined : close - days[nth]!;
};

interface At {
  readonly close: number;
  readonly pool: GapPool;
  readonly params: LifecycleParams;
}

const stageOf = (
  { purchases, interests, opportunities }: LifecycleMember,
  { close, pool, params }: At,
): LifecycleStage => {
  const last = purchases[purchases.length - 1];
  if (last === undefined) return opportunities > 0 ? 'opportunity' : interests > 0 ? 'prospect' : 'target';
  const usual = pool.of(last.category);
  const idleDays = close - last.day;
  if (usual && idleDays > usual.lapsedAfter) return 'lapsed';
  const days = daysOf(purchases);
  const wonBackDays = cameBack(days, close, usual);
  if (wonBackDays !== undefined && wonBackDays < params.wonBackDays) return 'won-back';
  if (usual && idleDays > usual.lapsingAfter) return 'lapsing';
  return days.length >= 4 ? 'loyal' : days.length >= 2 ? 'repeat' : 'customer';
};

/**
 * The stage of everybody's life at the end of a day (domain.md, 4.5). Who never bought is a `target`, with interest a
 * `prospect`, with an open chance to sell an `opportunity`; who bought is a `customer`, on two days `repeat`, on four `loyal`.
 * Idle longer than the percentiles of the gaps of the category that was bought last: `lapsing`, `lapsed`. Who bought after a gap
 * as long as that is `won-back` for a while, unless they lapse again. Goes through `members` twice: for the gaps of all, and
 * whenever somebody goes through `placed`.
 */
export const lifecycle = <Member extends LifecycleMember>(...given: Given<Member>): LifecycleOutcome<Member> =>
  atOnce(lifecycleInSteps(...given));

type Given<Member extends LifecycleMember> = readonly [
  members: Iterable<Member>,
  how: { readonly date: string } & LifecycleParams,
];

export interface LifecycleOutcome<Member extends LifecycleMember = LifecycleMember> {
  readonly placed: Iterable<LifecyclePlaced<Member>>;
  readonly gaps: readonly UsualGaps[];
}

/** `lifecycle`, in steps. */
export const lifecycleInSteps = function* <Member extends LifecycleMember>(
  ...[members, { date, ...params }]: Given<Member>
): Steps<LifecycleOutcome<Member>> {
  const close = dayNumber(date);
  const pool = new GapPool(params);
  yield* eachInSteps(members, ({ purchases }) => pool.add(purchases));
  const placed = lazily(function* () {
    for (const member of members) yield new InStage(member, close, pool, params);
  });
  return { placed, gaps: pool.table() };
};

/** Most stay where they are: of them nobody asks more than the stage. */
class InStage<Member extends LifecycleMember> implements LifecyclePlaced<Member> {
  readonly mark = '';
  readonly tier: LifecycleStage;

  constructor(
    readonly member: Member,
    private readonly close: number,
    private readonly pool: GapPool,
    params: LifecycleParams,
  ) {
    this.tier = stageOf(member, { close, pool, params });
  }
  get customer() {
    return this.member.customer;
  }
  get found() {
    return foundOf(this.member, this.close, this.pool);
  }
  get reason() {
    return (): string => lifecycleReason(this.found);
  }
}

const foundOf = ({ purchases, interests, opportunities }: LifecycleMember, close: number, pool: GapPool) => {
  const days = daysOf(purchases);
  const counts = { purchaseDays: days.length, interests, opportunities };
  const last = purchases.at(-1);
  if (last === undefined) return counts;
  const usual = pool.of(last.category);
  const wonBackDays = cameBack(days, close, usual);
  return {
    ...counts,
    idleDays: close - last.day,
    ...(last.category !== null && { category: last.category }),
    ...(usual && { usual }),
    ...(wonBackDays !== undefined && { wonBackDays }),
  };
};
