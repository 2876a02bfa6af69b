import { typeDefinition, type JsonSchema } from '@rapport/events';
import { splitContext, splitData } from './split';

const purchase = typeDefinition('PurchaseMade')!;
const plainPurchase = { orderId: 'B3', currency: 'EUR', amount: '1.00' };

describe('taking a payload apart', () => {
  it('leaves a payload without secrets as it is', () =>
    expect(splitData(purchase, plainPurchase)).toEqual({ plain: plainPurchase, secret: {} }));

  it('seals personal fields one by one and unknown ones together, at any depth', () => {
    const lines = [
      { sku: 'a', quantity: 1, engraving: 'For Li' },
      { sku: 'b', quantity: 2, 'x/y~z': { deep: 1 } },
    ];
    const split = splitData(purchase, { ...plainPurchase, note: 'ring twice', nickname: 'Lili', lines });
    expect(split.plain).toEqual({
      ...plainPurchase,
      lines: [
        { sku: 'a', quantity: 1 },
        { sku: 'b', quantity: 2 },
      ],
    });
    expect(split.secret).toEqual({
      note: { dataClass: 'content', value: 'ring twice' },
      '*': {
        dataClass: 'content',
        value: { nickname: 'Lili', 'lines/0/engraving': 'For Li', 'lines/1/x~1y~0z': { deep: 1 } },
      },
    });
  });

  it('seals a personal field of a part under its place', () => {
    const part: JsonSchema = { properties: { who: { type: 'string', 'x-personal': 'identity' } } };
    const schema: JsonSchema = { properties: { guests: { type: 'array', items: part } } };
    const split = splitData({ schema }, { guests: [{ who: 'Ann' }] });
    expect(split).toEqual({
      plain: { guests: [{}] },
      secret: { 'guests/0/who': { dataClass: 'identity', value: 'Ann' } },
    });
  });

  it('is not deceived by names that every object has', () => {
    const split = splitData(purchase, { ...plainPurchase, constructor: 'Li', toString: 'Wei' });
    expect(split.plain).toEqual(plainPurchase);
    expect(split.secret['*']!.value).toEqual({ constructor: 'Li', toString: 'Wei' });
  });

  it('leaves out members that are not there', () =>
    expect(splitData(purchase, { ...plainPurchase, note: undefined, nickname: undefined }).secret).toEqual({}));
});

describe('taking a context apart', () => {
  it('keeps the known texts and seals the rest as behaviour', () =>
    expect(splitContext({ agent: 'a-17', medium: 'app', ip: '10.0.0.1', screen: { width: 1 } })).toEqual({
      plain: { agent: 'a-17', medium: 'app' },
      secret: { context: { dataClass: 'behaviour', value: { ip: '10.0.0.1', screen: { width: 1 } } } },
    }));

  it('keeps of a page what stands before the query, and seals the whole', () => {
    const page = 'https://shop.example.com/cart?email=li@example.com#top';
    expect(splitContext({ page })).toEqual({
      plain: { page: 'https://shop.example.com/cart' },
      secret: { context: { dataClass: 'behaviour', value: { page } } },
    });
    expect(splitContext({ page: 'https://shop.example.com/cart' }).secret).toEqual({});
  });

  it('is empty when there is none', () => expect(splitContext()).toEqual({ plain: {}, secret: {} }));
});
