const when = (kind: string): object => ({ column: 'kind', is: kind });
const common = {
  id: '{no}',
  occurredAt: '{time}',
  identifiers: [
    { type: 'userId', value: '{user}' },
    { type: 'email', value: '{email}' },
    { type: 'phone', value: '{phone}' },
  ],
};
const money = { currency: 'EUR', amount: { decimal: '{amount}' } };
/** Makes events of the lines of the generated past. */
export const MAPPING = {
  about: 'The past of a generated shop',
  ...{ source: 'old-shop', channel: 'web', zone: 'UTC' },
  skip: [{ when: when('test'), reason: 'a test' }],
  events: [
    { ...common, when: when('bought'), type: 'PurchaseMade', data: { orderId: '{order}', ...money } },
    { ...common, when: when('returned'), type: 'ItemReturned', data: { orderId: '{order}', ...money } },
    { ...common, when: when('cancelled'), type: 'OrderCancelled', data: { orderId: '{order}' } },
    { ...common, when: when('stated'), type: 'ProfileStated', channel: 'business', data: { name: '{name}' } },
    { ...common, when: when('looked'), type: 'PageViewed', data: { url: 'https://shop.example/{order}' } },
  ],
};
