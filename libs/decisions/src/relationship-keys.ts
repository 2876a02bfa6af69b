import { placesFor, scaled, unscaled } from './exact';

/** One customer as somebody looks for key accounts. */
export interface KeyCandidate {
  /** Value in the window, a decimal text. */
  readonly value: string;
  /** What a person said the customer is worth beyond figures; null = nothing. */
  readonly strategic: { readonly value: 'key-account' | 'develop'; readonly owner?: string } | null;
  /** The organisations that they act for. */
  readonly accounts: readonly string[];
}

/** Why somebody is a key account: named so, worth so much, or acting for an account that is one. */
export type KeyBy = 'named' | 'value' | 'account';

/** From which value on a customer or an account is a key account. */
export interface KeyThreshold {
  /** Of the relational customers, key accounts among them. */
  readonly median: string;
  readonly value: string;
}

/** Finds key accounts: by value, by name, and by the account that customers act for. */
export class Keys {
  readonly threshold: KeyThreshold | null;
  readonly #places: number;
  /** Twice the threshold, because a median may be halfway between two values. */
  readonly #twice: bigint | null;
  readonly #accounts = new Set<string>();

  /** @param relational values of the relational customers, decimal texts */
  constructor(candidates: readonly KeyCandidate[], relational: readonly string[], keyMultiple: number) {
    this.#places = placesFor(candidates.map(({ value }) => value));
    const values = relational.map((value) => scaled(value, this.#places)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const middle = values.length >> 1;
    const twice = values.length === 0 ? 0n : values[middle]! + values[values.length % 2 === 1 ? middle : middle - 1]!;
    // Of relational customers who are worth nothing any multiple is nothing: that makes nobody a key account.
    this.#twice = twice > 0n ? twice * BigInt(keyMultiple) : null;
    this.threshold = this.#twice === null ? null : { median: this.#half(twice), value: this.#half(this.#twice) };
    this.#findAccounts(candidates);
  }

  /** Why a customer is a key account; null when they are none. */
  of({ value, strategic, accounts }: KeyCandidate): KeyBy | null {
    if (strategic?.value === 'key-account') return 'named';
    if (this.#isWorthIt(scaled(value, this.#places))) return 'value';
    return accounts.some((account) => this.#accounts.has(account)) ? 'account' : null;
  }

  /** An account is a key account by the value of all its contacts together, or when one of them is named so. */
  #findAccounts(candidates: readonly KeyCandidate[]): void {
    const worth = new Map<string, bigint>();
    for (const { value, strategic, accounts } of candidates) {
      for (const account of accounts) {
        if (strategic?.value === 'key-account') this.#accounts.add(account);
        worth.set(account, (worth.get(account) ?? 0n) + scaled(value, this.#places));
      }
    }
    for (const [account, value] of worth) if (this.#isWorthIt(value)) this.#accounts.add(account);
  }

  #isWorthIt(value: bigint): boolean {
    return this.#twice !== null && 2n * value >= this.#twice;
  }

  #half(twice: bigint): string {
    return unscaled(twice * 5n, this.#places + 1);
  }
}
