import { shapes } from '@rapport/edge';
import { personal } from '../cell.shape';
import { STATED } from './stated.shape';

const { amount, figure, flag, listOf, mapOf, maybe, moment, named, record, text, whole } = shapes;

const TOTALS = named(
  'Totals',
  record({
    purchases: whole(),
    returns: whole(),
    cancellations: whole('Orders that were cancelled as a whole or in part'),
    purchased: amount(),
    returned: amount(),
    cancelled: amount('What cancellations took off'),
    net: amount('purchased − returned − cancelled'),
  }),
);

const LINE = record({ sku: text(), quantity: figure() }, { name: text() });

const LAST_ORDER = named(
  'LastOrder',
  record({
    ...STATED,
    orderId: text(),
    channel: text(),
    currency: text(),
    amount: amount(),
    lines: listOf(LINE, 'The first ten'),
    payment: maybe(text()),
    delivery: maybe(text()),
    personal: personal(),
    cancelled: flag('Called off since, as a whole'),
  }),
);

/** What they bought. */
export const ORDERS = {
  totals: mapOf(TOTALS, 'By currency'),
  orders: whole('Orders that are not cancelled'),
  ordersExact: flag('False: there are so many that their number is an estimate'),
  firstPurchaseAt: maybe(moment()),
  lastPurchaseAt: maybe(moment()),
  lastOrder: maybe(LAST_ORDER),
};
