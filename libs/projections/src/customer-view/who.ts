import type { Fact, FactOf, SealedCell } from '@rapport/events';
import { type Stated, stated, withLater } from '../newest';
import { put } from '../put';
import { shortCells } from './activity';

/** A trait as last stated: in clear when it is not personal, else its cell. */
export type Trait = Stated & ({ readonly value: unknown } | { readonly cell: SealedCell });

/** A preference as last stated; the customer's own words are sealed. */
export interface Preference extends Stated {
  readonly value: string;
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** A day that matters; the day is sealed. */
export interface ImportantDate extends Stated {
  readonly yearly: boolean | null;
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** Membership in an organisation as last stated. */
export interface AccountMembership extends Stated {
  readonly status: 'joined' | 'left';
  readonly role: string | null;
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** The part of the row that statements about the person change. */
export interface Who {
  /** By name, as in `ProfileStated`; `calledName` is what they like to be called. */
  readonly traits: Readonly<Record<string, Trait>>;
  /** By topic. */
  readonly preferences: Readonly<Record<string, Preference>>;
  /** By occasion. */
  readonly importantDates: Readonly<Record<string, ImportantDate>>;
  /** By account id. */
  readonly accounts: Readonly<Record<string, AccountMembership>>;
}

const NAMES_MAX = 50;
const TEXT_MAX = 200;

/** Long texts and nested values are no traits one can group or search by. */
const isPlain = (value: unknown): boolean =>
  ['number', 'boolean'].includes(typeof value) || (typeof value === 'string' && value.length <= TEXT_MAX);

const traitsOf = (fact: Fact): [string, Trait][] => [
  ...Object.entries(fact.data)
    .filter(([, value]) => isPlain(value))
    .map(([name, value]): [string, Trait] => [name, { ...stated(fact), value }]),
  ...Object.entries(fact.sealed)
    .filter(([name]) => name !== '*' && name !== 'context')
    .map(([name, cell]): [string, Trait] => [name, { ...stated(fact), cell }]),
];

const withTraits = <Row extends Who>(row: Row, said: readonly [string, Trait][], mine: boolean): Row => {
  const traits = said.reduce((known, [name, trait]) => withLater(known, name, trait, NAMES_MAX), row.traits);
  return traits === row.traits ? row : put(row, { traits }, mine);
};

export const profiled = <Row extends Who>(row: Row, fact: FactOf<'ProfileStated'>, mine = false): Row =>
  withTraits(row, traitsOf(fact as unknown as Fact), mine);

/** What the customer is worth beyond figures, and whose customer it is. */
export const strategic = <Row extends Who>(row: Row, fact: FactOf<'StrategicValueSet'>, mine = false): Row => {
  const { value, owner } = fact.data;
  return withTraits(
    row,
    [
      ['strategicValue', { ...stated(fact), value }],
      ...(owner === undefined ? [] : [['owner', { ...stated(fact), value: owner }] as [string, Trait]]),
    ],
    mine,
  );
};

export const preferred = <Row extends Who>(row: Row, fact: FactOf<'PreferenceStated'>, mine = false): Row => {
  const preference = { ...stated(fact), value: fact.data.value, sealed: shortCells(fact.sealed, 1) };
  return put(row, { preferences: withLater(row.preferences, fact.data.topic, preference, NAMES_MAX) }, mine);
};

export const dated = <Row extends Who>(row: Row, fact: FactOf<'ImportantDateStated'>, mine = false): Row => {
  const date = { ...stated(fact), yearly: fact.data.yearly ?? null, sealed: shortCells(fact.sealed, 1) };
  return put(row, { importantDates: withLater(row.importantDates, fact.data.occasion, date, NAMES_MAX) }, mine);
};

export const joined = <Row extends Who>(row: Row, fact: FactOf<'AccountJoined'>, mine = false): Row => {
  const { accountId, role = null } = fact.data;
  const account = { ...stated(fact), status: 'joined' as const, role, sealed: shortCells(fact.sealed, 1) };
  return put(row, { accounts: withLater(row.accounts, accountId, account, NAMES_MAX) }, mine);
};

export const left = <Row extends Who>(row: Row, fact: FactOf<'AccountLeft'>, mine = false): Row => {
  const account = { ...stated(fact), status: 'left' as const, role: null, sealed: {} };
  return put(row, { accounts: withLater(row.accounts, fact.data.accountId, account, NAMES_MAX) }, mine);
};
