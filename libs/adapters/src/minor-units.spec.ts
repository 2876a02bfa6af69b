import { fieldOf } from './given';

const minor = (amount: string, currency: string, places?: object): unknown =>
  fieldOf({ minor: '{a}', currency: '{b}', ...(places && { places }) }, amount, currency);

describe('an amount in minor units', () => {
  it('has the places that its currency has', () => {
    expect([minor('4200', 'eur'), minor('4200', 'JPY'), minor('4200', 'kwd')]).toEqual(['42.00', '4200', '4.200']);
    expect([minor('-5', 'EUR'), minor('0', 'EUR'), minor('', 'EUR')]).toEqual(['-0.05', '0.00', undefined]);
  });

  it('may have others where the source says so', () => {
    expect([minor('4200', 'ISK'), minor('4200', 'ISK', { ISK: 2 })]).toEqual(['4200', '42.00']);
    expect(() => minor('1', 'EUR', { EUR: 9 })).toThrow(/places\.EUR: must be 0 to 4/);
  });

  it('is a fault when it is no number or nobody knows the currency', () => {
    expect(() => minor('Li Wei', 'EUR')).toThrow(/is no number$/);
    expect(() => minor('4200', '')).toThrow(/is no currency$/);
  });
});
