import type { RuleKindName } from '@rapport/events';
import type { RuleOutput } from '../rules/rule';

/**
 * Where a what-if stands.
 * - `requested`: the projector has not begun yet, or has others before it;
 * - `running`: it goes through the history; after a crash it begins again by itself;
 * - `ready`: there is a result; the rule is as it was;
 * - `published`: the draft is a version of the rule now;
 * - `cancelled`, `failed`: there is no result.
 */
export type WhatIfState = 'requested' | 'running' | 'ready' | 'published' | 'cancelled' | 'failed';

/** How many would go from one place to another, and what they are worth. */
export interface Flow {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
  readonly value: string;
}

/** What came out. Places are tiers, stages, types, levels of a signal; a member of a segment is `in`; null = none of them. */
export interface WhatIfResult {
  /** The newest closed day: who moves is about its end. Null = no day was closed. */
  readonly date: string | null;
  /** Closes that the draft decided, and decisions that it would have written. */
  readonly closes: number;
  readonly decisions: number;
  /** What the draft found at the newest close that it decided: population, cut-offs, figures. */
  readonly lastClose: (Pick<RuleOutput, 'population' | 'cutoffs' | 'figures'> & { readonly date: string }) | null;
  /** Customers by place, in truth and by the draft. */
  readonly places: {
    readonly live: Readonly<Record<string, number>>;
    readonly draft: Readonly<Record<string, number>>;
  };
  readonly movers: number;
  /** Customers who would have been elsewhere for a time, and are in the same place in the end. */
  readonly meanwhile: number;
  readonly flows: readonly Flow[];
  /** What all movers are worth together. */
  readonly value: { readonly amount: string; readonly currency: string; readonly basis: string } | null;
}

/** What somebody wants to know: a version of a rule that was never published. */
export interface WhatIfWish {
  readonly rule: string;
  readonly kind: RuleKindName;
  /** With all that was left out. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly effectiveFrom: string;
  /** Newest published version of the rule; 0 = there is none. */
  readonly basedOn: number;
  readonly reason: string;
  /** The key on whose behalf. */
  readonly by: string;
}

/** A what-if, as its record says. Times are RFC 3339. */
export interface WhatIf extends WhatIfWish {
  readonly id: string;
  readonly state: WhatIfState;
  /** Asked for, not done yet. */
  readonly wish: 'cancel' | null;
  /** How often it was begun; more than once after a crash of the projector. */
  readonly attempts: number;
  /** It knows the log up to here. */
  readonly position: string;
  readonly events: number;
  readonly total: number;
  readonly eventsPerSecond: number | null;
  /** Closes passed so far, and the newest of them. */
  readonly closes: number;
  readonly closedTo: string | null;
  readonly result: WhatIfResult | null;
  readonly fault: string | null;
  /** The version that it was published as. */
  readonly published: number | null;
  readonly askedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}
