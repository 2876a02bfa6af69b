import type { Condition } from '../definition';

/** Something that is to be done. `purpose`: only with consent to it, for the medium where one is named. */
export type PolicyAction =
  | {
      readonly kind: 'task';
      /** What is to be done, in words that say nothing of the person. */
      readonly about: string;
      readonly team?: string;
      readonly assignee?: string;
      readonly dueWithinHours?: number;
      readonly priority?: 'low' | 'normal' | 'high';
      readonly purpose?: string;
      readonly medium?: string;
    }
  | { readonly kind: 'mail'; readonly template: string; readonly purpose: string; readonly medium?: string }
  | { readonly kind: 'coupon'; readonly offer: string; readonly purpose: string; readonly medium?: string }
  | { readonly kind: 'webhook'; readonly name: string; readonly purpose?: string; readonly medium?: string }
  | {
      readonly kind: 'case';
      readonly about: string;
      readonly caseKind?: 'enquiry' | 'suggestion' | 'complaint';
      readonly purpose?: string;
      readonly medium?: string;
    };

/** Who a policy is for, beside what the trigger says: by what rules have decided about them. All of it must hold. */
export interface PolicyWho {
  /** In one of these tiers of each of these rules. */
  readonly tiers?: Readonly<Record<string, readonly string[]>>;
  /** In every one of these segments, and in none of those. */
  readonly segments?: readonly string[];
  readonly notSegments?: readonly string[];
}

/** A policy as somebody wrote it. */
export interface Policy {
  readonly title?: string;
  /** Types of events that trigger it. */
  readonly on: readonly string[];
  /** What the trigger must say, in the language of definitions. */
  readonly where?: Condition;
  readonly who?: PolicyWho;
  readonly actions: readonly PolicyAction[];
  /** Local times of the customer between which mail and coupons wait; from = to: never. 20:00 to 08:00 when absent. */
  readonly quietHours?: { readonly from: string; readonly to: string };
  /** How often a customer is acted on. No limit when absent. */
  readonly atMost?: { readonly times: number; readonly days: number };
  /** Share of customers on whom it never acts, so that the others can be compared with them. 0 when absent. */
  readonly holdout?: number;
  /** What it is for. */
  readonly goal?: { readonly types: readonly string[]; readonly withinDays: number };
  /** A trigger that is older is not acted on. 72 when absent. */
  readonly lateAfterHours?: number;
}
