import { levelOf } from '../cadence-risk';
import { damped, levelUp } from '../churn-levels';
import type { ClassStanding, Placed } from '../classes';
import { signalChanges, type SignalOutcome } from '../signals/signal-placed';
import { shareOfTenure, tenureBand, type TenureShare } from './contract-baseline';
import type { ContractFacts } from './contract-facts';
import {
  contractContributions,
  endsWithin,
  type ContractContribution,
  type ContractParameters,
} from './contract-model';
import type { ContractParams } from './contract-params';

/** A contract that runs at the close, and whose it is. */
export interface RunningContractFacts {
  readonly contract: string;
  readonly facts: ContractFacts;
}

/** A customer with contracts. */
export interface ContractCustomer {
  readonly customer: string;
  readonly contracts: readonly RunningContractFacts[];
  /** Something bad happened within the last days. */
  readonly isLifted: boolean;
}

/** What the model says of the likeliest contract of a customer. */
export interface ContractFound {
  readonly contract: string;
  readonly facts: ContractFacts;
  /** Probability that it ends within the horizon; six places. */
  readonly score: number;
  /** How many contracts of a like tenure ended: their share, and how many there were. */
  readonly tenure: { readonly monthsFrom: number; readonly share: number; readonly n: number };
  readonly contributions: readonly ContractContribution[];
  /** The level by the probability alone. */
  readonly ofScore: string;
}

/** Somebody whose contract may end. */
export interface Leaving<Customer extends ContractCustomer = ContractCustomer> extends Placed {
  readonly of: Customer;
  readonly found: ContractFound;
}

/** The model that decides. */
export interface ContractModel {
  readonly parameters: ContractParameters;
  readonly tenure: readonly TenureShare[];
}

/** The level that a standing was given by probability alone; its mark says it with the contract. */
const heldLevel = (before: ClassStanding | undefined, contract: string): string | null => {
  const [level, of] = before?.mark.split('\n') ?? [];
  return of === contract && level !== '' ? (level ?? null) : null;
};

/** What a signal is about: the level by probability alone, and the contract. */
export const contractMark = ({ ofScore, contract }: Pick<ContractFound, 'ofScore' | 'contract'>): string =>
  `${ofScore}\n${contract}`;

const foundOf = (
  { contracts }: ContractCustomer,
  before: ClassStanding | undefined,
  { parameters, tenure }: ContractModel,
  params: ContractParams,
): ContractFound => {
  const scored = contracts.map((one) => ({ ...one, exact: endsWithin(one.facts, params.horizonDays, parameters) }));
  const { contract, facts, exact } = scored.reduce((likeliest, one) =>
    one.exact > likeliest.exact || (one.exact === likeliest.exact && one.contract < likeliest.contract) ? one : likeliest,
  ); // prettier-ignore
  const score = Math.round(exact * 1e6) / 1e6;
  const monthsFrom = tenureBand(facts);
  const share = Math.round(shareOfTenure(tenure, facts) * 1e6) / 1e6;
  const held = heldLevel(before, contract) as ReturnType<typeof levelOf>;
  return {
    ...{ contract, facts, score },
    tenure: { monthsFrom, share, n: tenure.find((one) => one.monthsFrom === monthsFrom)?.n ?? 0 },
    contributions: contractContributions(facts, params.horizonDays, parameters),
    ofScore: damped(score, held, params) ?? '',
  };
};

/**
 * The churn signal of contracts at the end of a day (domain.md, 6, contractual): the calibrated probability that a customer's contract ends within the
 * horizon, of several contracts the likeliest. A bad experience lifts the level by one. Without a model that may decide nobody is signalled.
 */
export const contractChurn = <Customer extends ContractCustomer>(
  customers: readonly Customer[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, model, params }: { readonly date: string; readonly model: ContractModel | null; readonly params: ContractParams },
): SignalOutcome<Leaving<Customer>> => {
  const leaving = customers.flatMap((of): readonly Leaving<Customer>[] => {
    if (model === null || of.contracts.length === 0) return [];
    const { customer, isLifted } = of;
    const found = foundOf(of, previous.get(customer), model, params);
    const ofScore = (found.ofScore || null) as ReturnType<typeof levelOf>;
    const tier = isLifted ? levelUp(ofScore) : ofScore;
    return tier === null ? [] : [{ customer, tier, mark: contractMark(found), of, found }];
  });
  return signalChanges(leaving, previous, date);
}; // prettier-ignore
