import type { TimeUnit } from './duration';

/** A condition on one event (or one line of it). */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | FieldCondition
  | TraitCondition
  | TierCondition;

export type Plain = string | number | boolean;

/** What a field must be; several demands must hold together. A field that an event lacks fulfils only `exists: false`. */
export interface FieldCondition {
  readonly field: string;
  readonly is?: Plain;
  readonly in?: readonly Plain[];
  readonly exists?: boolean;
  readonly moreThan?: Plain;
  readonly atLeast?: Plain;
  readonly lessThan?: Plain;
  readonly atMost?: Plain;
}

/** What a trait of the customer must be, as it had been stated when the event happened. */
export type TraitCondition = Omit<FieldCondition, 'field'> & { readonly trait: string };

/** What the tier of the customer by a rule must be, as it was when the event happened. */
export type TierCondition = Omit<FieldCondition, 'field'> & { readonly tier: string };

/** What rows are told apart by: a word (`customer`, `channel`, a field), a field under another name, a trait or tier of the customer as it was then, or a stretch of local time. */
export type Part =
  | string
  | { readonly field: string; readonly as?: string }
  | { readonly trait: string; readonly as?: string }
  | { readonly tier: string; readonly as?: string }
  | { readonly day: string; readonly as?: string }
  | { readonly week: string; readonly as?: string }
  | { readonly month: string; readonly as?: string }
  | { readonly year: string; readonly as?: string };

/** A step of a funnel: its name in rows, and what an event must be to take it. */
export interface Step {
  readonly step: string;
  readonly where: Condition;
}

/** A figure of a row; with `lastDays` over so many days, of which the row's is the last. */
export type Measure = { readonly where?: Condition; readonly lastDays?: number } & (
  | { readonly count: 'events' }
  | { readonly distinct: string }
  | { readonly sum: string }
  | { readonly min: string }
  | { readonly max: string }
  | { readonly avg: string }
  | { readonly first: string }
  | { readonly last: string }
  | { readonly quantile: string; readonly at: number }
  | { readonly top: string; readonly most?: number }
  | { readonly funnel: readonly Step[]; readonly within?: string }
  | {
      readonly between: { readonly from: Condition; readonly to: Condition; readonly same?: string };
      readonly within?: string;
      readonly unit?: TimeUnit;
    }
  | { readonly ratio: { readonly of: string; readonly to: string } }
);

/** A projection as an analyst describes it: which events, told apart by what, with which figures. */
export interface Definition {
  readonly name: string;
  readonly title?: string;
  readonly events: {
    readonly types?: readonly string[];
    readonly channels?: readonly string[];
    readonly each?: 'event' | 'lines';
    /** Only what happened from this moment on, and before that one: RFC 3339. */
    readonly from?: string;
    readonly to?: string;
    readonly where?: Condition;
  };
  readonly by?: readonly Part[];
  readonly measures: Readonly<Record<string, Measure | 'count'>>;
}
