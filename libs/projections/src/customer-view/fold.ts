import type { Fact } from '@rapport/events';
import type { CustomerProjection, Own } from '@rapport/fold';
import { type Activity, isTouch, touch } from './activity';
import { type Cases, stepped } from './cases';
import { type Consents, consented } from './consent';
import { type Interests, answered, configured } from './interests';
import { emptyLedger } from './order-ledger';
import { type Orders, bought, calledOff, gaveBack } from './orders';
import { type Promises, promised, settledBy } from './promises';
import { type Who, dated, joined, left, preferred, profiled, strategic } from './who';

/** Everything that a person at the counter or on the phone needs at once; personal values are sealed cells. */
export interface CustomerView extends Activity, Who, Orders, Interests, Consents, Promises, Cases {}

/** All in one literal, so that rows have one shape. */
const initial = (): CustomerView => ({
  firstSeenAt: null,
  lastSeenAt: null,
  touches: 0,
  activity: {},
  lastInteractions: [],
  traits: {},
  preferences: {},
  importantDates: {},
  accounts: {},
  totals: {},
  orders: 0,
  ordersExact: true,
  firstPurchaseAt: null,
  lastPurchaseAt: null,
  lastOrder: null,
  lastConfiguration: null,
  satisfaction: [],
  consents: {},
  openPromises: [],
  openCases: [],
  ledger: emptyLedger(),
  promiseSteps: [],
  caseSteps: [],
});

/**
 * Field by field: rows come here in several shapes (new, from the table, folded before), and spreading objects of many
 * shapes costs the engine ten times as much. What comes after has one shape.
 */
const copyOf = (row: CustomerView): Own<CustomerView> => ({
  firstSeenAt: row.firstSeenAt,
  lastSeenAt: row.lastSeenAt,
  touches: row.touches,
  activity: row.activity,
  lastInteractions: row.lastInteractions,
  traits: row.traits,
  preferences: row.preferences,
  importantDates: row.importantDates,
  accounts: row.accounts,
  totals: row.totals,
  orders: row.orders,
  ordersExact: row.ordersExact,
  firstPurchaseAt: row.firstPurchaseAt,
  lastPurchaseAt: row.lastPurchaseAt,
  lastOrder: row.lastOrder,
  lastConfiguration: row.lastConfiguration,
  satisfaction: row.satisfaction,
  consents: row.consents,
  openPromises: row.openPromises,
  openCases: row.openCases,
  ledger: row.ledger,
  promiseSteps: row.promiseSteps,
  caseSteps: row.caseSteps,
});

const seen = (row: CustomerView, fact: Fact, mine = false): CustomerView => {
  if (!isTouch(fact)) return row;
  const own = mine ? row : copyOf(row);
  touch(own, fact, mine);
  return own;
};

/** Who is this customer to us right now? */
export const customerView: CustomerProjection<CustomerView> = {
  name: 'customer-view',
  version: 1,
  scope: 'customer',
  order: 'free',
  initial,
  each: seen,
  on: {
    ProfileStated: profiled,
    PreferenceStated: preferred,
    ImportantDateStated: dated,
    AccountJoined: joined,
    AccountLeft: left,
    StrategicValueSet: strategic,
    PurchaseMade: bought,
    ItemReturned: gaveBack,
    OrderCancelled: calledOff,
    ProductConfigured: configured,
    SurveyAnswered: answered,
    ConsentGiven: consented,
    ConsentWithdrawn: consented,
    ConsentDenied: consented,
    PromiseMade: promised,
    PromiseKept: settledBy('kept'),
    PromiseBroken: settledBy('broken'),
    CaseOpened: stepped,
    CaseAssigned: stepped,
    CaseStarted: stepped,
    CaseReclassified: stepped,
    CaseAnswered: stepped,
    CaseConfirmed: stepped,
    CaseReopened: stepped,
    CaseClosed: stepped,
  },
};
