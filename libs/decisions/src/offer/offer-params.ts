import { windowCheck } from '../pyramid-params';
import { readParams, type ParamsRead } from '../rule-params';
import { itemsByCheck, namesCheck, numberCheck, wholeCheck, type ItemsBy } from '../signals/checks';

/** Parameters of the next best offer (domain.md, 9). */
export interface OfferParams {
  /** What things are told apart by. */
  readonly by: ItemsBy;
  /** Purchases of this time make the baskets: `365d`, `all`. */
  readonly window: string;
  /** Only these are offered; none named = all. */
  readonly items: readonly string[];
  /** Customers who must have bought both things. */
  readonly minCustomers: number;
  /** Least share of customers with the one who have the other too. */
  readonly minConfidence: number;
  /** How many times chance it must be. */
  readonly minLift: number;
  /** How many offers are told. */
  readonly offers: number;
}

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readOfferParams = (params: Readonly<Record<string, unknown>>): ParamsRead<OfferParams> =>
  readParams<OfferParams>(
    { by: 'category', window: '365d', items: [], minCustomers: 20, minConfidence: 0.1, minLift: 1.2, offers: 3 },
    {
      by: itemsByCheck,
      window: windowCheck,
      items: namesCheck('items', 500),
      minCustomers: wholeCheck('minCustomers', 1, 1_000_000),
      minConfidence: numberCheck('minConfidence', 0, 1),
      minLift: numberCheck('minLift', 0, 1_000),
      offers: wholeCheck('offers', 1, 10),
    },
    params,
  );
