import { CONTACT_WAYS, dayNumber, eachInSteps, type AcquisitionCost, type ReferralSide, type Steps, type WorthMember, type WorthParams } from '@rapport/decisions'; // prettier-ignore
import { localDays } from '@rapport/events';
import type { Movement } from './book';
import { counts, type Counting } from './figures';
import { toMicros } from './money';
import type { Occurrence } from './occurrences';
import type { RuleInput } from './rule';

const MICROS = 1_000_000;

/** A customer with what they cost, and what of it could not be counted. */
export interface WorthSubject extends WorthMember {
  /** Costs and contacts, oldest first. */
  readonly behind: readonly Occurrence[];
  /** Costs in a currency that no rate was set for by then. */
  readonly unconverted: number;
}

type Spent = Pick<WorthSubject, 'costs' | 'campaigns' | 'behind' | 'unconverted'>;

/** What was left of a movement after the cost of goods, as far as anybody told that; null = there is no rate for its currency. */
const leftOf = ({ kind, amount, cost, currency, occurredAt }: Movement, counting: Counting, margin: bigint) => {
  const left = cost === null ? (amount * margin) / BigInt(MICROS) : amount - cost;
  const converted = counting.rates.convert(left, currency, counting.currency, occurredAt);
  return converted === null ? null : kind === 'sale' ? converted : -converted;
};

const firstOf = (movements: readonly Movement[], to: number): WorthMember['first'] => {
  let first: Movement | null = null;
  for (const one of movements) {
    if (one.kind !== 'sale' || !counts(one, to)) continue;
    if (first === null || one.at < first.at || (one.at === first.at && one.eventId < first.eventId)) first = one;
  }
  return first && { at: first.occurredAt, day: first.day, channel: first.channel };
};

const marginsOf = (movements: readonly Movement[], counting: Counting, margin: bigint): WorthMember['margins'] => {
  const byDay = new Map<number, bigint>();
  for (const movement of movements) {
    if (!counts(movement, counting.to)) continue;
    const left = leftOf(movement, counting, margin);
    if (left !== null) byDay.set(movement.day, (byDay.get(movement.day) ?? 0n) + left);
  }
  return [...byDay].sort(([a], [b]) => a - b).map(([day, left]) => ({ day, margin: left }));
};

/** One customer; margins are added up whenever somebody asks, since of a million there may be no room for all of them. */
class Subject implements WorthSubject {
  constructor(
    readonly customer: string,
    readonly first: WorthMember['first'],
    private readonly spent: Spent,
    private readonly marginsBy: (customer: string) => WorthMember['margins'],
  ) {}

  get margins() {
    return this.marginsBy(this.customer);
  }
  get costs() {
    return this.spent.costs;
  }
  get campaigns() {
    return this.spent.campaigns;
  }
  get behind() {
    return this.spent.behind;
  }
  get unconverted() {
    return this.spent.unconverted;
  }
}

/** Kinds of occurrences that cost something. */
const COSTLY: readonly Occurrence['kind'][] = ['cost', 'reached', 'service', 'interest'];

/** What something cost in the reporting currency: as it was told, else what its way costs; null = there is no rate, or it costs nothing. */
const costOf = ({ about, occurredAt }: Occurrence, { contactCosts }: WorthParams, { rates, currency }: Counting) => {
  const { via, cost, amount = cost, currency: told = currency } = about;
  if (amount !== undefined) return rates.convert(toMicros(amount), told, currency, occurredAt);
  const usual = CONTACT_WAYS.find((way) => way === via);
  return usual && contactCosts[usual] !== undefined ? toMicros(contactCosts[usual]) : 0n;
};

const NOTHING: readonly never[] = [];
/** Of most customers nothing is told that costs: they share one. */
const COSTLESS: Spent = {
  ...{ costs: { acquisition: 0n, selling: 0n, serving: 0n }, campaigns: new Map(), behind: NOTHING, unconverted: 0 },
};

const costsIn = (happened: readonly Occurrence[], params: WorthParams, counting: Counting): Spent => {
  if (happened.length === 0) return COSTLESS;
  const costs = { acquisition: 0n, selling: 0n, serving: 0n };
  const campaigns = new Map<string, string>();
  const behind: Occurrence[] = [];
  let unconverted = 0;
  for (const one of happened) {
    const { kind, at, occurredAt, about } = one;
    if (at >= counting.to || !COSTLY.includes(kind)) continue;
    if (kind === 'reached' && about['campaign'] !== undefined && !campaigns.has(about['campaign'])) campaigns.set(about['campaign'], occurredAt); // prettier-ignore
    const cost = costOf(one, params, counting);
    if (cost === null) unconverted++;
    else if (cost > 0n) {
      costs[kind === 'cost' ? (about['of'] as keyof typeof costs) : kind === 'reached' ? 'selling' : 'serving'] += cost;
      behind.push(one);
    }
  }
  return { costs, campaigns, behind, unconverted };
};

/** Everybody who ever bought or cost something, by the close; in steps. */
export const worthSubjects = function* (
  input: RuleInput,
  params: WorthParams,
  counting: Counting,
): Steps<readonly WorthSubject[]> {
  const { books, occurrences } = input;
  const margin = BigInt(Math.round(params.margin * MICROS));
  const marginsBy = (customer: string) => marginsOf(books.get(customer) ?? NOTHING, counting, margin);
  const subjects: WorthSubject[] = [];
  yield* eachInSteps(new Set([...books.keys(), ...occurrences.keys()]), (customer) => {
    const first = firstOf(books.get(customer) ?? NOTHING, counting.to);
    const spent = costsIn(occurrences.get(customer) ?? NOTHING, params, counting);
    if (first !== null || spent.behind.length > 0) subjects.push(new Subject(customer, first, spent, marginsBy));
  });
  return subjects;
};

/** Costs of getting customers that belong to no one of them; without a stated time, for all who had come by their day. */
export const acquisitionCosts = ({ generalCosts, close }: RuleInput, counting: Counting): { readonly costs: readonly AcquisitionCost[]; readonly unconverted: number } => {
  const costs: AcquisitionCost[] = [];
  const dayOf = localDays(close.zone);
  let unconverted = 0;
  for (const { kind, occurredAt, currency, amount, channel, campaign, fromDay, toDay } of generalCosts) {
    if (kind !== 'acquisition' || occurredAt >= close.endsAt) continue;
    const converted = counting.rates.convert(toMicros(amount), currency, counting.currency, occurredAt);
    if (converted === null) unconverted++;
    else
      costs.push({
        ...{ amount: converted, from: fromDay === null ? -Infinity : dayNumber(fromDay) },
        to: dayNumber(toDay ?? dayOf(Date.parse(occurredAt))),
        ...(channel !== null && { channel }),
        ...(campaign !== null && { campaign }),
      });
  }
  return { costs, unconverted };
}; // prettier-ignore

/** Both sides of referrals that were told by the close. */
export const referralSides = ({ occurrences }: RuleInput, to: number): readonly ReferralSide[] =>
  [...occurrences].flatMap(([customer, happened]) =>
    happened
      .filter(({ kind, at }) => kind === 'referral' && at < to)
      .map(({ about }) => ({ customer, referral: about['referral']!, role: about['role'] as ReferralSide['role'] })),
  );
