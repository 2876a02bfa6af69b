import { figuresOf, windowFrom } from './books';
import type { Fact } from './facts';
import { daysOf } from './stages';
import type { Judge, Place, World } from './world';

/** Contacts for service or advice that a customer began. */
const isContact = ({ type, data }: Fact): boolean =>
  ['AdviceRequested', 'MailReceived', 'ChatStarted'].includes(type) || (type === 'CallStarted' && data['direction'] === 'inbound'); // prettier-ignore

/** Accounts that somebody acts for: joined, and not left since. */
const accountsOf = (facts: readonly Fact[]): ReadonlySet<string> => {
  const accounts = new Set<string>();
  for (const { type, source, data } of facts) {
    if (type === 'AccountJoined') accounts.add(`${source} ${data['accountId']}`);
    if (type === 'AccountLeft') accounts.delete(`${source} ${data['accountId']}`);
  }
  return accounts;
};

/** Everybody's figures of the window, and what people said of them. */
const membersOf = ({ facts, books, day, convertTo }: World, { window, basis, reportingCurrency }: any) => {
  const from = windowFrom(window, day);
  const people = new Set(facts.filter(({ customer }) => customer !== '').map(({ customer }) => customer));
  return [...people].map((customer) => {
    const own = facts.filter((one) => one.customer === customer);
    const { value, sales, ever, unconverted, uncosted } = figuresOf(
      books.get(customer) ?? [],
      from,
      basis,
      convertTo(reportingCurrency),
    );
    const said = own.findLast(({ type }) => type === 'StrategicValueSet')?.data;
    const isRelational = daysOf(sales).length >= 2 && own.some((one) => one.day > from && isContact(one));
    // How many amounts a part that was called off is, nobody says.
    const left = own.some(({ type }) => type === 'OrderCancelled') ? {} : { unconverted, uncosted };
    return { customer, value, sales, ever, said, isRelational, accounts: accountsOf(own), left };
  });
};

/** The worth from which on somebody is a key account; null = nobody is relational. */
const thresholdOf = (members: ReturnType<typeof membersOf>, keyMultiple: number): bigint | null => {
  const values = members.filter(({ isRelational }) => isRelational).map(({ value }) => value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)); // prettier-ignore
  if (values.length === 0) return null;
  return (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) * BigInt(keyMultiple);
};

/** Relational, transactional, or a key account. */
export const relationship: Judge = (world, params) => {
  const members = membersOf(world, params);
  const twice = thresholdOf(members, params.keyMultiple);
  const isWorthy = (value: bigint): boolean => twice !== null && twice > 0n && value * 2n >= twice;
  const isNamed = ({ said }: (typeof members)[number]): boolean => said?.['value'] === 'key-account';
  const keys = new Set([...new Set(members.flatMap(({ accounts }) => [...accounts]))].filter((account) => {
    const contacts = members.filter(({ accounts }) => accounts.has(account));
    return contacts.some(isNamed) || isWorthy(contacts.reduce((sum, { value }) => sum + value, 0n));
  })); // prettier-ignore
  return new Map(
    members.flatMap((one): [string, Place][] => {
      const { customer, value, sales, ever, said, isRelational, accounts } = one;
      const keyBy = isNamed(one) ? 'named' : isWorthy(value) ? 'value' : [...accounts].some((account) => keys.has(account)) ? 'account' : null; // prettier-ignore
      const tier = keyBy !== null ? 'K' : isRelational ? 'R' : sales.length > 0 ? 'T' : ever.length > 0 ? 'inactive' : 'prospect'; // prettier-ignore
      const plan = said?.['value'] === 'develop' || (keyBy !== null && value <= 0n) ? 'develop' : undefined;
      // Of who never bought nothing is written down, unless they act for somebody.
      if (tier === 'prospect' && plan === undefined && accounts.size === 0) return [];
      const owner = ['key-account', 'develop'].includes(said?.['value']) ? said!['owner'] : undefined;
      const figures = {
        ...(owner !== undefined && { owner }),
        ...(keyBy !== null && { keyBy }),
        ...(plan && { plan }),
      };
      return [[customer, { tier, value, rank: null, sales: null, figures }]];
    }),
  );
};
