import type { EngagedDay, LearnTask, Learned, Steps } from '@rapport/decisions';
import type { EventType, SealedCell } from '@rapport/events';
import type { BooksOf, CustomerBooks } from './books';
import type { Close } from './close';
import type { GeneralCost } from './general-costs';
import type { Rates } from './money';
import type { Occurrence } from './occurrences';
import type { RuleVersion } from './rule-versions';
import type { SealedDay } from './sealed-day';
import type { Shared } from './shared';
import type { Said, Standing } from './standings';

/** All that a rule may look at. */
export interface RuleInput {
  readonly version: RuleVersion;
  readonly run: string;
  readonly close: Close;
  readonly books: CustomerBooks;
  /** What else happened, oldest first; nothing unless the kind of rule asks for it. */
  readonly occurrences: BooksOf<Occurrence>;
  /** On which days they did something on which channel; nothing unless the kind of rule asks for it. */
  readonly engaged: BooksOf<EngagedDay>;
  readonly rates: Rates;
  /** Costs that were booked for nobody in particular, oldest first; nothing unless the kind of rule asks for it. */
  readonly generalCosts: readonly GeneralCost[];
  /** The company's currency, for rules that name none. */
  readonly currency: string;
  /** Who objects to profiling: no rule sees them, in `books` or elsewhere. */
  readonly objected: ReadonlySet<string>;
  /** True for an id that is a customer's as of the close, of one who does not object. */
  readonly isCustomer: (id: string) => boolean;
  /** What came of `learn` of the kind; absent when there was nothing to learn. */
  readonly learned?: Learned;
  /** The days in cells that the kind asked for (`cells`); absent where nobody asked. */
  readonly sealedDay?: SealedDay;
  /** What rules of this close have worked out; absent when this one runs alone. */
  readonly shared?: Shared;
}

/** A decision about one customer. */
export interface Decision {
  readonly customer: string;
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a run found. */
export interface RuleOutput {
  /** In the order in which they are appended; each is made when it is asked for, so that a million need not be there at once. */
  readonly decisions: Iterable<Decision> & { readonly length?: number };
  readonly population: number;
  readonly cutoffs: readonly object[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The same, and how everybody stands now. */
export type RuleLeaving<Kept> = RuleOutput & { readonly kept: ReadonlyMap<string, Kept> };

/** Work that may be done in steps: kinds that look at all customers for long let others have the processor in between. */
export type MaybeSteps<Made> = Made | Steps<Made>;

/** Why somebody is in no class any more. */
export const whyEnded = ({ objected, isCustomer }: RuleInput, customer: string): string =>
  objected.has(customer) ? 'objected' : isCustomer(customer) ? 'not-judged' : 'joined';

/** A kind of rule: how a run decides, and what its decisions leave for the next close. */
export interface RuleKind<Kept> {
  /** True for a kind that looks at more than sales. */
  readonly looksAtOccurrences?: boolean;
  /** True for a kind that looks at how engaged customers are. */
  readonly looksAtEngagement?: boolean;
  /** True for a kind that looks at costs. */
  readonly looksAtCosts?: boolean;
  /**
   * @param previous how everybody stood after the close before.
   *
   * What the kind has to learn before it decides, because it has no model or an old one; null = nothing. It may take seconds, so
   * a host has it learned in another thread (`learnedFor`) and gives the outcome to `decide` as `learned`.
   */
  learn?(input: RuleInput, previous: ReadonlyMap<string, Kept>): LearnTask | null;
  /** Cells with days that the kind must read before it decides, as few as will do. */
  cells?(input: RuleInput): readonly SealedCell[];
  decide(input: RuleInput, previous: ReadonlyMap<string, Kept>): MaybeSteps<RuleLeaving<Kept>>;
  /** What a decision says until the next one about the same customer; null = nothing. */
  said(decision: Pick<Decision, 'type' | 'data'>): Said;
  /** How a customer stands so many closes after the decision. */
  kept(standing: Standing): Kept;
}
