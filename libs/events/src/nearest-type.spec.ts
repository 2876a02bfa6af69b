import { nearestType } from './nearest-type';

describe('the type that was probably meant', () => {
  it.each([
    ['PurchaseMad', 'PurchaseMade'],
    ['purchasemade', 'PurchaseMade'],
    ['PurchasesMade', 'PurchaseMade'],
    ['CallEndet', 'CallEnded'],
    ['Frau Müller', null],
    ['li@example.com', null],
    ['', null],
    ['x'.repeat(100_000), null],
  ])('%s', (written, meant) => expect(nearestType(written)).toBe(meant));
});
