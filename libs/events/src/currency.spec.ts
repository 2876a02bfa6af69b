import { isCurrency } from './currency';

it.each(['EUR', 'USD', 'CNY', 'JPY', 'GBP', 'CHF', 'KWD'])('knows %s', (code) => expect(isCurrency(code)).toBe(true));

it.each(['ZZZ', 'XTS', 'EURO', 'eur', '', 'Eur', 'BTC'])('does not know %p', (code) =>
  expect(isCurrency(code)).toBe(false),
);
