import {
  clv,
  dayNumber,
  learnModel,
  readClvParams,
  type ClassStanding,
  type ClvParams,
  type ClvSubject,
  type ClvTask,
  type LearnedModel,
} from '@rapport/decisions';
import { NOBODY } from '@rapport/events';
import type { Movement } from './book';
import { countingOf } from './buyers';
import { classification } from './classification';
import { counts, type Counting } from './figures';
import { isFitDue, modelAtClose, modelSaid, modelStanding, withoutModel, type ModelStanding } from './model-standing';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { inSteps } from './unhurried';

type Kept = ClassStanding | ModelStanding;

/** What was bought on each day; sales in a currency that no rate is there for are left out. */
const spendingOf = (
  movements: readonly Movement[],
  { to, currency, rates }: Counting,
): Pick<ClvSubject, 'days' | 'spent'> => {
  const byDay = new Map<number, bigint>();
  for (const movement of movements) {
    if (movement.kind !== 'sale' || !counts(movement, to)) continue;
    const amount = rates.convert(movement.amount, movement.currency, currency, movement.occurredAt);
    if (amount !== null) byDay.set(movement.day, (byDay.get(movement.day) ?? 0n) + amount);
  }
  const inOrder = [...byDay].sort(([a], [b]) => a - b);
  return { days: inOrder.map(([day]) => day), spent: inOrder.map(([, amount]) => Number(amount) / 1e6) };
};

const customersIn = (input: RuleInput, counting: Counting): readonly ClvSubject[] =>
  [...input.books].flatMap(([customer, movements]) => {
    const spending = spendingOf(movements, counting);
    return spending.days.length === 0 ? [] : [{ customer, ...spending }];
  });

const countingFor = (input: RuleInput, { reportingCurrency }: ClvParams): Counting =>
  countingOf(input, { window: 'all', basis: 'gross', reportingCurrency });

const taskOf = (input: RuleInput, previous: ReadonlyMap<string, Kept>): ClvTask | null => {
  const params = paramsOf(input, readClvParams);
  if (!isFitDue(modelStanding(previous), input, params.refitDays)) return null;
  const subjects = customersIn(input, countingFor(input, params));
  return { kind: 'clv', close: dayNumber(input.close.date), params, subjects };
};

/** Classes by predicted value; the model is what was learned, and without one nobody is in a class. */
const classes = classification({
  place(input) {
    const params = paramsOf(input, readClvParams);
    const counting = countingFor(input, params);
    const model = input.learned as LearnedModel | undefined;
    if (!model) return { placed: [], counting, basis: 'predicted', population: 0, figures: {} };
    const customers = customersIn(input, counting);
    const ranked = clv(customers, { date: input.close.date, model, params });
    const { horizonDays, margin, yearlyDiscount, costPerPurchase } = params;
    // What everybody bought is not needed any more.
    const placed = ranked.placed.map(({ subject: _, found, ...place }) => ({
      ...place,
      found: { ...found, horizonDays },
    }));
    return {
      ...{ placed, counting, basis: 'predicted', population: placed.length, cutoffs: ranked.boundaries },
      figures: { total: ranked.total, terms: { horizonDays, margin, yearlyDiscount, costPerPurchase } },
    };
  },
  told: ({ value, rank, found }) => ({ value, rank, figures: found }),
  markOf: ({ step }) => String(step),
});

/** Predicted lifetime value (libs/decisions/src/clv.ts) over the customers' books. */
export const clvRule: RuleKind<Kept> = {
  learn: taskOf,
  *decide(input, previous) {
    const task = input.learned ? null : taskOf(input, previous);
    const learned = input.learned ?? (task ? learnModel(task) : undefined);
    const { standing, decisions, figures } = modelAtClose(input, modelStanding(previous), learned);
    const { learned: _, ...bare } = input;
    const known = standing?.inForce ? { ...bare, learned: standing.inForce } : bare;
    const outcome = yield* inSteps(classes.decide(known, withoutModel<ClassStanding>(previous)));
    return {
      ...outcome,
      decisions: [...decisions, ...outcome.decisions],
      kept: new Map<string, Kept>([...outcome.kept, ...(standing ? [[NOBODY, standing] as const] : [])]),
      figures: { ...outcome.figures, ...figures },
    };
  },
  said: (decision) => (decision.type === 'ModelFitted' ? { ...modelSaid(decision.data) } : classes.said(decision)),
  kept: ({ said }) => said as unknown as Kept,
};
