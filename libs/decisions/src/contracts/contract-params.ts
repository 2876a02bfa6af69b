import { readParams, type ParamsRead } from '../rule-params';
import { numberCheck, wholeCheck } from '../signals/checks';

/** Parameters of the churn signal of contracts (domain.md, 6, contractual). */
export interface ContractParams {
  /** Within how many days a contract must end to count as ended. */
  readonly horizonDays: number;
  /** From which probability on each level holds. */
  readonly watch: number;
  readonly atRisk: number;
  readonly critical: number;
  /** A level is left only when the probability is this far below its beginning. */
  readonly damping: number;
  /** For how many days a bad experience lifts the level. */
  readonly badDays: number;
  /** Days that are held against those before them for a fall in engagement, and the share that must have fallen away. */
  readonly engagementDays: number;
  readonly engagementFall: number;
  /** Days from one fit to the next. */
  readonly refitDays: number;
  /** Fewer contracts on past days, or fewer of them that ended, are no history to learn from. */
  readonly minContracts: number;
  readonly minEnded: number;
  /** For how many months' price somebody is to be kept, and which share of it is ours: value at stake is counted in it. */
  readonly stakeMonths: number;
  readonly margin: number;
}

const DEFAULTS: ContractParams = {
  ...{ horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75, damping: 0.05, badDays: 30 },
  ...{ engagementDays: 30, engagementFall: 0.5, refitDays: 28 },
  ...{ minContracts: 200, minEnded: 30, stakeMonths: 12, margin: 1 },
};

/** Reads parameters as somebody published them; what is left out is as in `DEFAULTS`. Lists all faults. */
export const readContractParams = (params: Readonly<Record<string, unknown>>): ParamsRead<ContractParams> => {
  const read = readParams<ContractParams>(
    DEFAULTS,
    {
      horizonDays: wholeCheck('horizonDays', 7, 730),
      watch: numberCheck('watch', 0.01, 1),
      atRisk: numberCheck('atRisk', 0.01, 1),
      critical: numberCheck('critical', 0.01, 1),
      damping: numberCheck('damping', 0, 0.5),
      badDays: wholeCheck('badDays', 0, 3_650),
      engagementDays: wholeCheck('engagementDays', 0, 365),
      engagementFall: numberCheck('engagementFall', 0.01, 1),
      refitDays: wholeCheck('refitDays', 1, 3_650),
      minContracts: wholeCheck('minContracts', 50, 1_000_000),
      minEnded: wholeCheck('minEnded', 10, 1_000_000),
      stakeMonths: wholeCheck('stakeMonths', 1, 120),
      margin: numberCheck('margin', 0, 1),
    },
    params,
  );
  const rising = !read.ok || (read.params.watch < read.params.atRisk && read.params.atRisk < read.params.critical);
  return rising ? read : { ok: false, faults: ['watch, atRisk and critical must rise'] };
};
