import {
  pyramid,
  readPyramidParams,
  windowDays,
  type PyramidMember,
  type PyramidParams,
  type PyramidStanding,
} from '@rapport/decisions';
import type { Movement } from './book';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, figuresOf, type Counting } from './figures';
import { fromMicros } from './money';
import type { Decision, RuleInput, RuleKind, RuleOutput } from './rule';
import { addDays, endOfDay } from '@rapport/events';

interface Member extends PyramidMember {
  readonly movements: readonly Movement[];
}

const paramsOf = ({ version, currency }: RuleInput): PyramidParams => {
  const read = readPyramidParams(version.params, currency);
  if (!read.ok) throw new Error(`${version.rule}@${version.version}: ${read.faults.join('; ')}`);
  return read.params;
};

const countingOf = ({ close, rates }: RuleInput, { window, basis, reportingCurrency }: PyramidParams): Counting => {
  const days = windowDays(window);
  const from = days === null ? -Infinity : Date.parse(endOfDay(addDays(close.date, -days), close.zone));
  return { from, to: Date.parse(close.endsAt), basis, currency: reportingCurrency, rates };
};

/** Everybody who ever bought; and whoever had a tier, is still there, and by now never bought (it was all called off). */
const membersOf = (
  { books, isCustomer }: RuleInput,
  counting: Counting,
  previous: ReadonlyMap<string, PyramidStanding>,
): { readonly members: readonly Member[]; readonly unconverted: number; readonly uncosted: number } => {
  const members: Member[] = [];
  let [unconverted, uncosted] = [0, 0];
  for (const [customer, movements] of books) {
    const figures = figuresOf(movements, counting);
    unconverted += figures.unconverted;
    uncosted += figures.uncosted;
    if (figures.firstSaleAt === null && !previous.has(customer)) continue;
    const { sales, firstSaleAt } = figures;
    members.push({ customer, value: fromMicros(figures.value), sales, firstSaleAt, movements });
  }
  const lost = [...previous.keys()].filter((customer) => !books.has(customer) && isCustomer(customer));
  const nothing = { value: '0.00', sales: 0, firstSaleAt: null, movements: [] };
  return { members: [...members, ...lost.map((customer) => ({ customer, ...nothing }))], unconverted, uncosted };
};

const decide = (
  input: RuleInput,
  previous: ReadonlyMap<string, PyramidStanding>,
): RuleOutput & { readonly kept: ReadonlyMap<string, PyramidStanding> } => {
  const { close, version, run } = input;
  const { date, endsAt } = close;
  const params = paramsOf(input);
  const counting = countingOf(input, params);
  const { members, unconverted, uncosted } = membersOf(input, counting, previous);
  const outcome = pyramid(members, previous, { date, dampingCloses: params.dampingCloses });
  const { population, cutoffs } = outcome;
  const common = { run, rule: version.rule, version: version.version, date, endsAt, population, cutoffs };
  const { basis, reportingCurrency: currency } = params;
  const assigned = outcome.assigned.map(({ member, ...rest }): Decision => {
    const { customer, value, movements } = member;
    const evidence = evidenceOf(movements, counting, EVIDENCE_MAX);
    return { customer, type: 'TierAssigned', data: { ...common, ...rest, value, basis, currency, evidence } };
  });
  const ended = outcome.ended.map(({ customer, tier }): Decision => {
    return { customer, type: 'TierEnded', data: { run, rule: version.rule, date, tier, why: 'joined' } };
  });
  return {
    ...{ decisions: [...assigned, ...ended], population, cutoffs, kept: outcome.standings },
    figures: { ...outcome.figures, unconverted, ...(basis === 'margin' && { uncosted }) },
  };
};

/** The value pyramid (libs/decisions/src/pyramid.ts) over the customers' books. */
export const pyramidRule: RuleKind<PyramidStanding> = {
  decide,
  said: ({ type, data: { tier, rankTier, below, since } }) =>
    type === 'TierAssigned' ? { tier, rankTier, below, since } : null,
  kept: ({ said, closesSince }) => {
    const standing = said as unknown as PyramidStanding;
    // While a tier is held against the ranking every close adds one without a word.
    return standing.below > 0 ? { ...standing, below: standing.below + closesSince } : standing;
  },
};
