import type { Random } from '@rapport/testing';
import { dateOf, numberOf } from './days';
import { identifiersOf, momentOf, type Making } from './history';

/** Over which channels types come here; a type that stands here twice is that much more frequent. */
const CHANNELS: readonly (readonly [type: string, ...channels: readonly string[]])[] = [
  ...Array.from({ length: 9 }, () => ['PurchaseMade', 'web', 'store'] as const),
  ...[['ItemReturned', 'web', 'store'], ['OrderCancelled', 'web'], ['ExchangeRateSet', 'business'], ['CostBooked', 'business']] as const,
  ...[['CostBooked', 'business'], ['CampaignSent', 'business'], ['MailSent', 'email'], ['MailReceived', 'email'], ['VisitMade', 'field']] as const,
  ...[['CallStarted', 'call'], ['CallStarted', 'call'], ['ChatStarted', 'chat'], ['StoreVisited', 'store'], ['CustomerReferred', 'business']] as const,
  ...[['CustomerReferred', 'web'], ['AdviceRequested', 'store', 'web'], ['StrategicValueSet', 'business'], ['AccountJoined', 'business']] as const,
  ...[['AccountLeft', 'business'], ['ContractStarted', 'business'], ['PointsRedeemed', 'business'], ['Consent', 'web']] as const,
  ...Array.from({ length: 5 }, () => ['BillIssued', 'business'] as const),
  ...Array.from({ length: 5 }, () => ['BillPaid', 'business'] as const),
]; // prettier-ignore
const AMOUNTS = ['10.00', '10', '20.00', '5.10', '100', '129.90', '30.000000', '7.005', '0'];
const CAMPAIGNS = ['spring', '__proto__'];
const BILLS_EACH = 4;

const dayOf = ({ random, from, days }: Making): string => dateOf(numberOf(from) + random.below(days));
/** Bills and orders are of one person, and of one currency. */
const matterOf = (random: Random, who: number): { readonly nth: number; readonly currency: string } => {
  const nth = random.below(BILLS_EACH);
  return { nth, currency: (who + nth) % 4 === 0 ? 'USD' : 'EUR' };
};

const purchaseOf = (type: string, making: Making, who: number): object => {
  const { random } = making;
  const { nth, currency } = matterOf(random, who);
  const amount = type === 'ItemReturned' ? random.pick(['1.00', '20', '0.5']) : random.pick([...AMOUNTS, '-5.00']);
  const of = { orderId: `O-${who}-${nth}` };
  if (type === 'OrderCancelled') return { ...of, ...(random.below(2) > 0 && { currency, amount: '6.00' }) };
  return { ...of, currency, amount, ...(random.below(2) > 0 && { cost: random.pick(['0', '4.00', '9.5', '60']) }) };
};

const dataOf = (type: string, making: Making, who: number, n: number): object => {
  const { random } = making;
  const maybe = (of: object): object => (random.below(2) > 0 ? of : {});
  const { nth, currency } = matterOf(random, who);
  const amount = random.pick(AMOUNTS);
  switch (type) {
    case 'PurchaseMade':
    case 'ItemReturned':
    case 'OrderCancelled':
      return purchaseOf(type, making, who);
    case 'ExchangeRateSet':
      return { from: 'USD', to: 'EUR', rate: random.pick(['0.92', '1.1', '0.5']) };
    case 'CostBooked': {
      const [one, other] = [dayOf(making), dayOf(making)].sort();
      const period = { ...maybe({ periodFrom: one }), ...maybe({ periodTo: other }) };
      const of = { ...maybe({ costChannel: random.pick(['web', 'store']) }), ...(random.below(3) === 0 && { campaign: random.pick(CAMPAIGNS) }) }; // prettier-ignore
      return { kind: random.pick(['acquisition', 'acquisition', 'selling', 'serving']), currency: random.pick(['EUR', 'EUR', 'EUR', 'USD', 'CHF']), amount, ...of, ...period }; // prettier-ignore
    }
    case 'CampaignSent':
      return { campaign: random.pick(CAMPAIGNS), ...maybe({ currency: random.pick(['EUR', 'USD']), cost: '0.85' }) };
    case 'MailSent':
      return { messageId: `<${n}@example.com>`, ...(random.below(3) === 0 && { campaign: random.pick(CAMPAIGNS) }) };
    case 'MailReceived':
      return { messageId: `<${n}@example.com>` };
    case 'VisitMade':
      return { visitId: `V-${n}` };
    case 'CallStarted':
      return { callId: `C-${n}`, direction: random.pick(['inbound', 'outbound']) };
    case 'ChatStarted':
      return { conversationId: `H-${n}` };
    case 'StoreVisited':
      return { store: 'berlin-3' };
    case 'CustomerReferred':
      return { referralId: `R-${random.below(6)}`, role: random.pick(['referrer', 'referee']) };
    case 'AdviceRequested':
      return { topic: 'tea' };
    case 'StrategicValueSet':
      return { value: random.pick(['key-account', 'develop', 'none']), reason: 'By hand', ...maybe({ owner: random.pick(['li', 'team']) }) }; // prettier-ignore
    case 'AccountJoined':
    case 'AccountLeft':
      return { accountId: `A-${random.below(3)}` };
    case 'ContractStarted':
      return { contractId: `K-${who}-${nth}`, ...maybe({ startsOn: dayOf(making) }) };
    case 'PointsRedeemed':
      return { points: random.pick([1, 2, 5, 20]) };
    case 'BillIssued':
      return { billId: `B-${who}-${nth}`, currency, amount, ...maybe({ dueAt: momentOf(making) }), ...maybe({ periodFrom: dayOf(making) }) }; // prettier-ignore
    case 'BillPaid':
      return { billId: `B-${who}-${nth}`, currency, amount, ...(random.below(5) === 0 && { late: random.below(2) > 0 }) }; // prettier-ignore
    default:
      return { purpose: random.pick(['profiling', 'newsletter']) };
  }
};

let count = 0;
/** One dealing with somebody, or a cost or rate that is nobody's. */
export const dealing = (making: Making): Record<string, any> => {
  const { random, people } = making;
  const [drawn, ...channels] = random.pick(CHANNELS);
  const type = drawn === 'Consent' ? random.pick(['ConsentDenied', 'ConsentGiven', 'ConsentGiven']) : drawn;
  const who = random.below(2) > 0 ? random.below(people) : random.below(5);
  const isNobodys = type === 'ExchangeRateSet' || (type === 'CostBooked' && random.below(2) > 0);
  count += 1;
  return {
    ...{ id: `dealing-${count}`, source: random.pick(['shop', 'shop', 'shop', 'pos/berlin']), channel: random.pick(channels), type, historical: true },
    ...{ occurredAt: momentOf(making), identifiers: isNobodys ? [] : identifiersOf(making, who), data: dataOf(type, making, who, count) },
  }; // prettier-ignore
};

/** What may be said about a dealing afterwards. */
export const amendment = ({ type }: Record<string, any>, making: Making): object => {
  const { random } = making;
  const reason = 'Picked the wrong one';
  const kind = random.below(3);
  if (kind === 0) return { kind: 'retract', reason };
  if (kind === 1) return { kind: 'correct', reason, occurredAt: momentOf(making) };
  return { kind: 'correct', reason, type, data: dataOf(type, making, random.below(5), (count += 1)) };
};

/** Rules about dealings, each otherwise than those before. */
export const dealingRule = (random: Random, kind: string): { readonly kind: string; readonly params: object; readonly reason: string } => {
  const counted = { window: random.pick(['all', '365d', '30d', '90d']), basis: random.pick(['net', 'gross', 'margin']), reportingCurrency: random.pick(['EUR', 'EUR', 'USD']) }; // prettier-ignore
  const costs = { call: '4.50', email: '1.20', field: '60.00', chat: '2', store: '0.30', campaign: '0.10' };
  const params: Readonly<Record<string, () => object>> = {
    worth: () => ({ margin: random.pick([1, 0.5, 0.3]), contactCosts: random.pick([costs, { call: '3' }, {}]), reportingCurrency: random.pick(['EUR', 'EUR', 'USD']) }), // prettier-ignore
    relationship: () => ({ ...counted, keyMultiple: random.pick([1, 2, 5, 30]) }),
    club: () => ({
      ...{ perPoint: random.pick([1, 10, 25]), pointsLastMonths: random.pick([0, 1, 2]), latenessResetsTenure: random.below(2) > 0 },
      ...{ discounts: [{ from: 1, percent: 2 }, { from: 4, percent: 4 }], levels: [{ name: 'member', from: '0' }, { name: 'silver', from: '50' }, { name: 'gold', from: '200' }] },
    }), // prettier-ignore
  }; // prettier-ignore
  return { kind, params: params[kind]!(), reason: 'a spec' };
}; // prettier-ignore
