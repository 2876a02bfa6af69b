import { CONTACT_WAYS, dayNumber, eachInSteps, type AcquisitionCost, type ReferralSide, type Steps, type WorthMember, type WorthParams } from '@rapport/decisions'; // prettier-ignore
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

/** What was left of a movement after the cost of goods, as far as anybody told that; null = there is no rate for its currency. */
const leftOf = ({ kind, amount, cost, currency, occurredAt }: Movement, counting: Counting, margin: bigint) => {
  const left = cost === null ? (amount * margin) / BigInt(MICROS) : amount - cost;
  const converted = counting.rates.convert(left, currency, counting.currency, occurredAt);
  return converted === null ? null : kind === 'sale' ? converted : -converted;
};

const boughtBy = (movements: readonly Movement[], counting: Counting, margin: bigint) => {
  const byDay = new Map<number, bigint>();
  let first: Movement | null = null;
  for (const movement of movements) {
    if (!counts(movement, counting.to)) continue;
    if (movement.kind === 'sale' && (first === null || movement.at < first.at || (movement.at === first.at && movement.eventId < first.eventId))) first = movement; // prettier-ignore
    const left = leftOf(movement, counting, margin);
    if (left !== null) byDay.set(movement.day, (byDay.get(movement.day) ?? 0n) + left);
  }
  const margins = [...byDay].sort(([a], [b]) => a - b).map(([day, left]) => ({ day, margin: left }));
  return { first: first && { at: first.occurredAt, day: first.day, channel: first.channel }, margins };
};

/** Kinds of occurrences that cost something. */
const COSTLY: readonly Occurrence['kind'][] = ['cost', 'reached', 'service', 'interest'];

/** What something cost in the reporting currency: as it was told, else what its way costs; null = there is no rate, or it costs nothing. */
const costOf = ({ about, occurredAt }: Occurrence, { contactCosts }: WorthParams, { rates, currency }: Counting) => {
  const { via, cost, amount = cost, currency: told = currency } = about;
  if (amount !== undefined) return rates.convert(toMicros(amount), told, currency, occurredAt);
  const usual = CONTACT_WAYS.find((way) => way === via);
  return usual && contactCosts[usual] !== undefined ? toMicros(contactCosts[usual]) : 0n;
};

const costsIn = (happened: readonly Occurrence[], params: WorthParams, counting: Counting) => {
  const costs = { acquisition: 0n, selling: 0n, serving: 0n };
  const campaigns = new Map<string, number>();
  const behind: Occurrence[] = [];
  let unconverted = 0;
  for (const one of happened) {
    const { kind, at, day, about } = one;
    if (at >= counting.to || !COSTLY.includes(kind)) continue;
    if (kind === 'reached' && about['campaign'] !== undefined && !campaigns.has(about['campaign'])) campaigns.set(about['campaign'], day); // prettier-ignore
    const cost = costOf(one, params, counting);
    if (cost === null) unconverted++;
    else if (cost > 0n) {
      costs[kind === 'cost' ? (about['of'] as keyof typeof costs) : kind === 'reached' ? 'selling' : 'serving'] += cost;
      behind.push(one);
    }
  }
  return { costs, campaigns, behind, unconverted };
};

const NOTHING: readonly never[] = [];

/** Everybody who ever bought or cost something, by the close; in steps. */
export const worthSubjects = function* (
  input: RuleInput,
  params: WorthParams,
  counting: Counting,
): Steps<readonly WorthSubject[]> {
  const margin = BigInt(Math.round(params.margin * MICROS));
  const subjects: WorthSubject[] = [];
  yield* eachInSteps(new Set([...input.books.keys(), ...input.occurrences.keys()]), (customer) => {
    const bought = boughtBy(input.books.get(customer) ?? NOTHING, counting, margin);
    const spent = costsIn(input.occurrences.get(customer) ?? NOTHING, params, counting);
    if (bought.first !== null || spent.behind.length > 0) subjects.push({ customer, ...bought, ...spent });
  });
  return subjects;
};

/** Costs of getting customers that belong to no one of them; without a stated time, for all who had come by their day. */
export const acquisitionCosts = ({ generalCosts, close }: RuleInput, counting: Counting): { readonly costs: readonly AcquisitionCost[]; readonly unconverted: number } => {
  const costs: AcquisitionCost[] = [];
  let unconverted = 0;
  for (const { kind, occurredAt, currency, amount, channel, campaign, fromDay, toDay } of generalCosts) {
    if (kind !== 'acquisition' || occurredAt >= close.endsAt) continue;
    const converted = counting.rates.convert(toMicros(amount), currency, counting.currency, occurredAt);
    if (converted === null) unconverted++;
    else
      costs.push({
        ...{ amount: converted, from: fromDay === null ? -Infinity : dayNumber(fromDay) },
        to: dayNumber(toDay ?? occurredAt.slice(0, 10)),
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
