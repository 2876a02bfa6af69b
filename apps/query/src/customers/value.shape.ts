import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';

const { amount, dayText, figure, flag, id, mapOf, maybe, named, pageOf, record, text, whole } = shapes;

const SUMS = named(
  'ValueSums',
  record({
    sales: whole(),
    sold: amount(),
    returns: whole(),
    returned: amount(),
    cancellations: whole('Orders that were cancelled as a whole or in part'),
    cancelled: amount(),
    net: amount('sold − returned − cancelled'),
    costed: whole('Sales of which it is known what the goods cost'),
    margin: maybe(amount('Of those; null = of no sale is the cost known')),
  }),
);

const GAPS = named(
  'PurchaseGaps',
  record({ n: whole('Gaps between purchase days'), medianDays: maybe(figure()), meanDays: maybe(figure()) }),
);

/** What a customer is worth; `or` what it is of whom had bought by then only. */
const figures = (or: typeof maybe): shapes.Fields => ({
  x: or(whole('Purchase days after the first; null before the first purchase')),
  t_x: or(figure('Weeks from the first purchase day to the last one')),
  T: or(figure('Weeks from the first purchase day to the day asked for')),
  purchaseDays: whole(),
  firstPurchaseDay: or(dayText()),
  lastPurchaseDay: or(dayText()),
  gaps: GAPS,
  sums: mapOf(SUMS, 'By currency'),
  sumsExact: flag('False: the day is so long past that sums are those of the end of the month before'),
});

const AS_OF_DAY = { asOf: dayText('The day at whose end it was so'), zone: text('Zone of the day') };

/** What a customer is worth, as of a day. */
export const VALUE: shapes.Fields = { customerId: id(), ...AS_OF_DAY, ...figures(maybe) };

/** The same and the number of orders now. */
export const CUSTOMER_VALUE = named(
  'CustomerValue',
  record(
    {
      ...VALUE,
      orders: whole('Now, or as of `moments`; cancelled ones are left out'),
      ordersExact: flag('False: the number is an estimate'),
    },
    { moments: AS_OF },
  ),
);

/** A page of what everybody is worth. */
export const BUYERS = pageOf(
  'customers',
  named('BuyerValue', record({ customerId: id(), ...figures((schema) => schema) })),
  AS_OF_DAY,
  { moments: AS_OF },
);
