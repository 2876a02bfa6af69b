import {
  datesMark,
  datesReasons,
  datesSaid,
  DUE,
  importantDates,
  readDatesParams,
  type ClassStanding,
  type DatesDecision,
  type DatesParams,
} from '@rapport/decisions';
import { isZone } from '@rapport/events';
import { datedCells, datedCustomers, type Dated } from './dated-customers';
import { beginOf } from './days-due';
import { paramsOf } from './params-of';
import type { Decision, RuleInput, RuleKind } from './rule';
import { signalCleared, signalRaised, signalSaid } from './signal-decision';

/** When the first of them is to be told, where that is later than the close. */
const dueFrom = ({ close }: RuleInput, on: number, { leadDays }: DatesParams, zone: string | undefined) => {
  const begins = beginOf(on - leadDays, zone !== undefined && isZone(zone) ? zone : close.zone);
  return Date.parse(begins) > Date.parse(close.endsAt) ? { dueFrom: begins } : {};
};

const decisionOf = (input: RuleInput, params: DatesParams, decision: DatesDecision<Dated>): Decision => {
  const { customer, kind } = decision;
  const { of, leadDays } = params;
  if (kind === 'cleared') return signalCleared(input, customer, { signal: of, level: DUE, why: decision.why });
  const dates = datesSaid(decision.due, of);
  return signalRaised(input, customer, {
    ...{ signal: of, level: DUE, reasons: datesReasons(dates, params), figures: { leadDays, dates } },
    events: decision.due.map(({ eventId }) => eventId),
    ...dueFrom(input, decision.due[0]!.on, params, decision.of.zone),
  });
};

/**
 * Important dates (libs/decisions/src/dates) over what customers and contracts say. Days of the past tell of nothing: whoever had a date then
 * need not hear of it now. Sealed dates are open while it decides, and nowhere else.
 */
export const datesRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  cells: (input) => (input.close.historical ? [] : datedCells(input, paramsOf(input, readDatesParams))),
  decide(input, previous) {
    const nothing = { population: 0, cutoffs: [], figures: { told: 0 } };
    if (input.close.historical) return { decisions: [], kept: previous, ...nothing };
    const params = paramsOf(input, readDatesParams);
    const customers = datedCustomers(input, params);
    const { decisions, standings } = importantDates(customers, previous, { ...params, date: input.close.date });
    const told = decisions.filter(({ kind }) => kind === 'raised').length;
    const unread = customers.reduce((sum, one) => sum + one.unread, 0);
    return {
      decisions: decisions.map((decision) => decisionOf(input, params, decision)),
      ...{ population: customers.length, cutoffs: [], kept: standings },
      figures: { due: standings.size, told, ...(unread > 0 && { unread }) },
    };
  },
  said: (decision) =>
    signalSaid(decision, ({ dates }) =>
      datesMark((dates as readonly { readonly key: string }[]).map(({ key }) => key)),
    ),
  kept: ({ said }) => said as unknown as ClassStanding,
};
