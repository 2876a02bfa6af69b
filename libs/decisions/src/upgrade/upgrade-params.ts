import { basisCheck, currencyCheck } from '../pyramid-params';
import { readParams, type ParamsRead } from '../rule-params';
import { namesCheck, numberCheck } from '../signals/checks';

/** Parameters of the upgrade potential (domain.md, 6). */
export interface UpgradeParams {
  /** Days like `365d`; the last quarter of them is the trend. */
  readonly window: string;
  /** What counts as value. */
  readonly basis: 'gross' | 'net' | 'margin';
  /** ISO 4217 code of the currency in which value is counted. */
  readonly reportingCurrency: string;
  /** At most this share of the customers below the top tier is signalled: the likeliest. */
  readonly share: number;
  /** From which share of what the next tier asks for the trend speaks for a move. */
  readonly minReach: number;
  /** The same for who looks at premium products. */
  readonly minReachInterested: number;
  /** Categories or articles that count as premium. */
  readonly premium: readonly string[];
  /** From which share of what the next tier asks for it is enough to have room in the wallet. */
  readonly minReachRoom: number;
  /** Who spends at most this share of their wallet here has room in it. */
  readonly maxWalletShare: number;
}

const WINDOW = /^[1-9]\d{1,4}d$/;

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readUpgradeParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<UpgradeParams> => {
  const read = readParams<UpgradeParams>(
    {
      ...{ window: '365d', basis: 'net', reportingCurrency, share: 0.15 },
      ...{ minReach: 1, minReachInterested: 0.8, premium: [], minReachRoom: 0.6, maxWalletShare: 0.5 },
    },
    {
      window: (value) => (typeof value === 'string' && WINDOW.test(value)) || 'window must be days like 365d, 10 at least',
      basis: basisCheck,
      reportingCurrency: currencyCheck,
      share: numberCheck('share', 0.01, 1),
      minReach: numberCheck('minReach', 0.1, 10),
      minReachInterested: numberCheck('minReachInterested', 0.1, 10),
      premium: namesCheck('premium', 500),
      minReachRoom: numberCheck('minReachRoom', 0.1, 10),
      maxWalletShare: numberCheck('maxWalletShare', 0.01, 1),
    },
    params,
  ); // prettier-ignore
  if (!read.ok) return read;
  const above = (['minReachInterested', 'minReachRoom'] as const).filter(
    (name) => read.params[name] > read.params.minReach,
  );
  return above.length === 0 ? read : { ok: false, faults: above.map((name) => `${name} must not be above minReach`) };
};
