import {
  contractChurn,
  contractMark,
  contractReasons,
  dayNumber,
  learnModel,
  readContractParams,
  type ClassStanding,
  type ContractCustomer,
  type ContractFound,
  type ContractModel,
  type ContractParameters,
  type ContractParams,
  type ContractTask,
  type LearnedModel,
  type TenureShare,
} from '@rapport/decisions';
import { NOBODY } from '@rapport/events';
import { badExperiences } from './bad-experiences';
import { contractHistory } from './contract-history';
import { isLifted, runningAt, type RunningTerms } from './contract-subjects';
import type { ContractDay } from './contract-terms';
import { modelId } from './learning';
import { isFitDue, modelAtClose, modelSaid, modelStanding, withoutModel, type ModelStanding } from './model-standing';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { signalDecisions, signalSaid } from './signal-decision';

type Kept = ClassStanding | ModelStanding;

interface Customer extends ContractCustomer {
  readonly contracts: readonly RunningTerms[];
}

const dayOf = ({ close }: RuleInput): ContractDay => ({ day: dayNumber(close.date), to: Date.parse(close.endsAt) });

const customersIn = (input: RuleInput, params: ContractParams): readonly Customer[] => {
  const at = dayOf(input);
  return [...input.occurrences].flatMap(([customer, happened]): readonly Customer[] => {
    if (!happened.some(({ kind }) => kind === 'contract')) return [];
    const contracts = runningAt(input, customer, at, params);
    return contracts.length === 0 ? [] : [{ customer, contracts, isLifted: isLifted(happened, at, params.badDays) }];
  });
};

const taskOf = (input: RuleInput, previous: ReadonlyMap<string, Kept>): ContractTask | null => {
  const params = paramsOf(input, readContractParams);
  if (!isFitDue(modelStanding(previous), input, params.refitDays)) return null;
  const { day } = dayOf(input);
  const look = { zone: input.close.zone, horizon: params.horizonDays, params };
  return { kind: 'contract-churn', until: day, frozen: day - params.horizonDays, params, rows: contractHistory(input, day, look) }; // prettier-ignore
};

const modelOf = ({ parameters, judged }: LearnedModel): ContractModel => ({
  parameters: parameters as unknown as ContractParameters,
  tenure: judged['tenure'] as readonly TenureShare[],
});

/** The contract itself, and what happened of late that nobody likes. */
const eventsOf = (input: RuleInput, { customer, contracts }: Customer, found: ContractFound, badDays: number) => {
  const { day, to } = dayOf(input);
  const happened = input.occurrences.get(customer) ?? [];
  const bad = badExperiences(happened, { to, close: day, badDays, contractDays: 0 });
  const terms = contracts.find(({ contract }) => contract === found.contract)?.terms;
  return [...bad.map(({ eventId }) => eventId), ...[...(terms?.events ?? [])].reverse()];
};

/** The churn signal of contracts (libs/decisions/src/contracts) over what happened with the customers. */
export const contractRule: RuleKind<Kept> = {
  looksAtOccurrences: true,
  looksAtEngagement: true,
  learn: taskOf,
  decide(input, previous) {
    const params = paramsOf(input, readContractParams);
    const task = input.learned ? null : taskOf(input, previous);
    const learned = input.learned ?? (task ? learnModel(task) : undefined);
    const { standing, decisions, figures } = modelAtClose(input, modelStanding(previous), learned);
    const { inForce = null } = standing ?? {};
    const customers = customersIn(input, params);
    const by = { date: input.close.date, model: inForce && modelOf(inForce), params };
    const known = new Map(customers.map((one) => [one.customer, one]));
    const outcome = contractChurn(customers, withoutModel<ClassStanding>(previous), by);
    const model = inForce ? modelId(input.version.rule, inForce.run) : '';
    const told = signalDecisions(input, outcome.changes, {
      signal: 'contract-churn',
      found: ({ of, found }) => {
        const price = (found.facts.price ?? 0) * params.stakeMonths * params.margin;
        return {
          ...{ score: found.score, valueAtStake: (price * found.score).toFixed(2), figures: { ...found, model } },
          reasons: contractReasons(found, { horizonDays: params.horizonDays, isLifted: of.isLifted }),
          events: eventsOf(input, of, found, params.badDays),
        };
      },
      why: (customer) => (inForce === null ? 'no-model' : known.has(customer) ? 'less-likely' : 'over'),
    });
    return {
      ...{ decisions: [...decisions, ...told], population: inForce ? customers.length : 0, cutoffs: [] },
      kept: new Map<string, Kept>([...outcome.standings, ...(standing ? [[NOBODY, standing] as const] : [])]),
      figures: { ...figures, contracts: customers.reduce((sum, { contracts }) => sum + contracts.length, 0), signalled: outcome.standings.size }, // prettier-ignore
    };
  },
  said: (decision) =>
    decision.type === 'ModelFitted'
      ? { ...modelSaid(decision.data) }
      : signalSaid(decision, (figures) => contractMark(figures as unknown as ContractFound)),
  kept: ({ said }) => said as unknown as Kept,
};
