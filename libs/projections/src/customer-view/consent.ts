import type { FactOf, SealedCell } from '@rapport/events';
import { type Stated, isLater, stated, withLater } from '../newest';
import { put } from '../put';
import { shortCells } from './activity';

/** What the customer last said about one purpose and one way to them. */
export interface Consent extends Stated {
  readonly purpose: string;
  /** Null: about every way. */
  readonly medium: string | null;
  readonly status: 'given' | 'withdrawn' | 'denied';
  readonly lawfulBasis: string | null;
  readonly textVersion: string | null;
  readonly expiresAt: string | null;
  readonly source: string;
  /** The sealed proof. */
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** The part of the row that consent changes: by `purpose/medium`, `purpose/*` for every way. */
export interface Consents {
  readonly consents: Readonly<Record<string, Consent>>;
}

const CONSENTS_MAX = 100;
const STATUS = { ConsentGiven: 'given', ConsentWithdrawn: 'withdrawn', ConsentDenied: 'denied' } as const;

/** Names are kept apart by a slash, so a slash in a name is written as in addresses. */
const nameOf = (purpose: string, medium: string | null): string =>
  `${escaped(purpose)}/${medium === null ? '*' : escaped(medium)}`;
const escaped = (name: string): string => name.replaceAll('%', '%25').replaceAll('/', '%2F');

export const consented = <Row extends Consents>(row: Row, fact: FactOf<keyof typeof STATUS>, mine = false): Row => {
  const { purpose, medium = null, lawfulBasis = null, textVersion = null } = fact.data;
  const consent: Consent = {
    ...stated(fact),
    ...{ purpose, medium, status: STATUS[fact.type], lawfulBasis, textVersion },
    expiresAt: ('expiresAt' in fact.data ? fact.data.expiresAt : undefined) ?? null,
    source: fact.source,
    sealed: shortCells(fact.sealed, 1),
  };
  const consents = withLater(row.consents, nameOf(purpose, medium), consent, CONSENTS_MAX);
  return consents === row.consents ? row : put(row, { consents }, mine);
};

/**
 * The consent that holds for a purpose and a way at a moment: the later one of what was said about this way and about every
 * way; null when nothing was said or it has expired. Only `given` allows anything.
 */
export const consentFor = ({ consents }: Consents, purpose: string, medium: string, now: string): Consent | null => {
  const about = consents[nameOf(purpose, medium)];
  const general = consents[nameOf(purpose, null)];
  const standing = about && general ? (isLater(about, general) ? about : general) : (about ?? general ?? null);
  return standing?.expiresAt && standing.expiresAt <= now ? null : standing;
};

/**
 * Which ways to the customer a purpose may use at a moment: by medium whether it is allowed, `*` for every way that nothing else is
 * said about; and when that changes next because a consent expires (null = not by itself). Nothing said = nothing in it.
 */
export const waysOf = (
  row: Consents,
  purpose: string,
  now: string,
): { readonly ways: Readonly<Record<string, boolean>>; readonly until: string | null } => {
  const said = Object.values(row.consents).filter((one) => one.purpose === purpose);
  const ways = said.map(({ medium }): [string, boolean] => {
    const standing = medium === null ? generalFor(row, purpose, now) : consentFor(row, purpose, medium, now);
    return [medium ?? '*', standing?.status === 'given'];
  });
  const ends = said.flatMap(({ expiresAt }) => (expiresAt !== null && expiresAt > now ? [expiresAt] : []));
  return { ways: Object.fromEntries(ways.sort()), until: ends.sort()[0] ?? null };
};

const generalFor = ({ consents }: Consents, purpose: string, now: string): Consent | null => {
  const general = consents[nameOf(purpose, null)] ?? null;
  return general?.expiresAt && general.expiresAt <= now ? null : general;
};
