/** What a cost is for. */
export const COST_KINDS = ['acquisition', 'selling', 'serving'] as const;
export type CostKind = (typeof COST_KINDS)[number];

/** A customer as historical lifetime value sees them, up to a close. Amounts are millionths of the reporting currency. */
export interface WorthMember {
  /** The customer's id: a handle. */
  readonly customer: string;
  /** Their first purchase: when (RFC 3339), on which day (a day number) and channel; null = they never bought. */
  readonly first: { readonly at: string; readonly day: number; readonly channel: string } | null;
  /** Margins by day, oldest first; what came back is negative. */
  readonly margins: readonly { readonly day: number; readonly margin: bigint }[];
  /** Costs that were booked for them alone, and what contacts with them cost. */
  readonly costs: Readonly<Record<CostKind, bigint>>;
  /** Campaigns that reached them: when first (RFC 3339, UTC). */
  readonly campaigns: ReadonlyMap<string, string>;
}

/** All margins together. */
export const marginOf = ({ margins }: Pick<WorthMember, 'margins'>): bigint =>
  margins.reduce((sum, { margin }) => sum + margin, 0n);
