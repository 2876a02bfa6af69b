import { fieldPath, valueAt } from './field-path';

const row = {
  orders: 3,
  totals: { EUR: { net: '10.00' } },
  traits: { 'a/b~c': { at: 't', cell: 'v1.cell' }, plain: { at: 't', value: 'DE' } },
  lastInteractions: [{ type: 'CallStarted', sealed: { note: 'v1.note' } }],
};

it.each([
  ['/orders', 3],
  ['orders', 3],
  ['/totals/EUR/net', '10.00'],
  ['totals.EUR.net', '10.00'],
  ['totals.CNY.net', undefined],
  ['/traits/a~1b~0c/value', 'v1.cell'],
  ['/traits/plain/value', 'DE'],
  ['/lastInteractions/0/personal/note', 'v1.note'],
  ['/orders/length', undefined],
  ['/totals/constructor', undefined],
  ['/totals/__proto__/toString', undefined],
])('%s is found as readers see it', (text, value) => expect(valueAt(fieldPath(text), row)).toEqual(value));

it.each([
  [undefined],
  [''],
  ['/'],
  ['/nothing'],
  ['ledger'],
  ['/caseSteps/0'],
  [`orders${'.x'.repeat(30)}`],
  ['x'.repeat(600)],
])('%j is refused, with what there is', (text) => expect(() => fieldPath(text)).toThrow(/field/));
