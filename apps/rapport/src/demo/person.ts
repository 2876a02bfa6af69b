import { type Chance, chanceOf } from './chance';

const GIVEN = 'Li Anna Omar Mei Jonas Sofia Wei Paul Ines Chen Lukas Marta Ali Eva Tom Yara Hugo Nora Max Lena'.split(
  ' ',
);
const FAMILY = 'Wang Schmidt Rossi Haddad Novak Zhang Keller Moreau Silva Berg Fischer Kaya Lindt Costa Meyer'.split(
  ' ',
);
const CITIES = ['Berlin', 'Leipzig', 'Hamburg', 'Wien', 'Zürich', '上海'];

/** Somebody of the demo company, as every touchpoint knows them. */
export interface Person {
  readonly number: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly city: string;
  readonly language: string;
  readonly email: string;
  /** Families share one. */
  readonly phone: string;
  readonly card: string;
  readonly cookie: string;
  readonly store: string;
  /** Mean days between purchases, median amount in EUR. */
  readonly pace: number;
  readonly basket: number;
  /** Day of the first purchase and of the last interest, counted from the start of the history. */
  readonly from: number;
  readonly until: number;
  /** Share of purchases over the counter instead of in the shop. */
  readonly atCounter: number;
  readonly device: boolean;
}

/** The n-th customer: a pure function of number and seed. */
export const personOf = (number: number, seed: number, days: number): Person => {
  const chance: Chance = chanceOf(seed * 7919 + number);
  const givenName = chance.pick(GIVEN);
  const familyName = chance.pick(FAMILY);
  const city = chance.pick(CITIES);
  const from = Math.floor(chance.next() ** 1.5 * days);
  const leaves = chance.happens(0.35);
  const family = Math.floor(number / 6);
  const shares = number % 6 < 4 && family % 20 === 0;
  return {
    ...{ number, givenName, familyName, city, from },
    language: city === '上海' ? 'zh' : chance.happens(0.8) ? 'de' : 'en',
    email: `${givenName}.${familyName}.${number}@demo.example`.toLowerCase(),
    phone: `+4930${String(5_000_000 + (shares ? family * 6 : number))}`,
    card: `LC-${String(number).padStart(5, '0')}`,
    cookie: `cookie-${seed}-${number}`,
    store: `${chance.pick(['berlin', 'leipzig', 'wien'])}-${chance.whole(1, 4)}`,
    pace: Math.min(400, Math.max(6, chance.around(45, 0.8))),
    basket: chance.around(60, 0.9),
    until: leaves ? Math.min(days, from + Math.floor(chance.around(200, 0.6))) : days,
    atCounter: chance.next(),
    device: chance.happens(0.15),
  };
};
