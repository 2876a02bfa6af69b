import { readRelationshipParams, relationship, relationshipMark, type RelationshipMember } from '@rapport/decisions';
import type { Movement } from './book';
import { countingOf } from './buyers';
import { classification } from './classification';
import { counts, figuresOf, type Counting } from './figures';
import { fromMicros } from './money';
import type { Occurrence } from './occurrences';
import { paramsOf } from './params-of';
import type { RuleInput } from './rule';

interface Member extends RelationshipMember {
  readonly occurrences: readonly Occurrence[];
  readonly unconverted: number;
  readonly uncosted: number;
}

const purchaseDays = (movements: readonly Movement[], { from, to }: Counting): number => {
  const days = movements.filter((one) => one.kind === 'sale' && one.at >= from && counts(one, to));
  return days.length < 2 ? days.length : new Set(days.map(({ day }) => day)).size;
};

/** The accounts that a customer acts for at the close: by account the event that said so last. */
const accountsIn = (until: readonly Occurrence[]): ReadonlyMap<string, Occurrence> => {
  const accounts = new Map<string, Occurrence>();
  for (const one of until) {
    if (one.kind !== 'account') continue;
    const { account = '', state } = one.about;
    if (state === 'joined') accounts.set(account, one);
    else accounts.delete(account);
  }
  return accounts;
};

const strategicIn = (last: Occurrence | undefined): RelationshipMember['strategic'] => {
  const { value, owner } = last?.about ?? {};
  if (value !== 'key-account' && value !== 'develop') return null;
  return { value, ...(owner !== undefined && { owner }) };
};

const memberOf = ({ books, occurrences }: RuleInput, customer: string, counting: Counting): Member => {
  const { from, to } = counting;
  const movements = books.get(customer) ?? [];
  const until = (occurrences.get(customer) ?? []).filter(({ at }) => at < to);
  const contacts = until.filter(({ kind, at }) => kind === 'service' && at >= from);
  const said = until.findLast(({ kind }) => kind === 'strategic');
  const accounts = accountsIn(until);
  const { value, first, unconverted, uncosted } = figuresOf(movements, counting);
  return {
    ...{ customer, value: fromMicros(value), firstSaleAt: first?.occurredAt ?? null, unconverted, uncosted },
    ...{ purchaseDays: purchaseDays(movements, counting), contacts: contacts.length },
    ...{ strategic: strategicIn(said), accounts: [...accounts.keys()] },
    occurrences: [...contacts, ...(said ? [said] : []), ...accounts.values()],
  };
};

/**
 * Whoever ever bought, acts for an account, or is worth more to somebody than figures say; and whoever had a type and is
 * still there.
 */
const membersOf = (input: RuleInput, previous: ReadonlyMap<string, unknown>, counting: Counting): readonly Member[] => {
  const { books, occurrences, isCustomer } = input;
  const ids = new Set([...books.keys(), ...occurrences.keys(), ...previous.keys()]);
  return [...ids]
    .map((customer) => memberOf(input, customer, counting))
    .filter(({ customer, firstSaleAt, purchaseDays: days, strategic, accounts }) => {
      const isSeen = firstSaleAt !== null || days > 0 || strategic !== null || accounts.length > 0;
      return isSeen || (previous.has(customer) && isCustomer(customer));
    });
};

/** The type of relationship (libs/decisions/src/relationship.ts) over the customers' books and what else happened. */
export const relationshipRule = classification({
  looksAtOccurrences: true,
  place(input, previous) {
    const params = paramsOf(input, readRelationshipParams);
    const counting = countingOf(input, params);
    const members = membersOf(input, previous, counting);
    const { placed, population, threshold } = relationship(members, params);
    const sum = (of: (member: Member) => number): number => members.reduce((all, member) => all + of(member), 0);
    const left = { unconverted: sum(({ unconverted }) => unconverted) };
    const uncosted = params.basis === 'margin' && { uncosted: sum(({ uncosted: count }) => count) };
    return { placed, counting, population, figures: { threshold, ...left, ...uncosted } };
  },
  told: ({ member: { value, occurrences }, found }) => ({ value, occurrences, figures: found }),
  markOf: (figures) => relationshipMark(figures as { plan?: 'develop'; owner?: string }),
});
