import { normaliseIdentifier, type NormalIdentifier } from '@rapport/events';
import type { Candidate, Connection, Reach } from '@rapport/read-db';
import { CARD_PARTS, cardOf, recogniseWithCards, type Card } from './cards';
import type { QueryParts } from '../parts';

/** An identifier as somebody at the door gives it. */
export interface AskedIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
}

/** What became of one asked identifier. */
export interface Asked {
  readonly index: number;
  readonly status: 'known' | 'unknown' | 'not-understood';
  readonly code?: string;
  readonly detail?: string;
}

/** Why a customer is on the list. */
export interface Match {
  /** Which of the asked identifiers. */
  readonly identifier: number;
  readonly sure: Connection;
  readonly why: string;
  /** Events that asserted it together with another identifier of the customer. */
  readonly evidence: readonly string[];
}

/** Whom the asked identifiers may stand for. */
export interface Recognised {
  /** How far the parts of cards were at that moment. */
  readonly reach: readonly Reach[];
  readonly asked: readonly Asked[];
  /** The surest first. */
  readonly people: readonly RecognisedPerson[];
  /** Of all, also those beyond the asked number. */
  readonly count: number;
}

/** A customer whom some of them may stand for, and why. */
export interface RecognisedPerson extends Pick<Candidate, 'customer' | 'handles'>, Card {
  readonly matches: readonly Match[];
}

const WHY: Readonly<Record<Connection, string>> = {
  linked: 'the identifier belongs to this customer',
  shared: 'this customer used it, but so many others did that it does not say who it is',
  withdrawn: 'this customer was seen with it, and a person decided that it is not theirs',
};
const GLOBAL: ReadonlySet<string> = new Set(['email', 'phone']);

/** Finds whom identifiers may stand for, at most so many. Nothing is guessed: one that nobody has used has no match. */
export const recogniseAsked = async (
  { keyed, vault, defaultCountry }: Pick<QueryParts, 'keyed' | 'vault' | 'defaultCountry'>,
  identifiers: readonly AskedIdentifier[],
  most: number,
): Promise<Recognised> => {
  const understood = identifiers.map((identifier) => understand(identifier, defaultCountry));
  const normal = understood.flatMap((one, index) => ('type' in one ? [{ index, identifier: one }] : []));
  const handles = await vault.find(normal.map(({ identifier }) => identifier));
  const claimed = normal.flatMap(({ index }, nth) => (handles[nth] ? [{ index, handle: handles[nth] }] : []));
  const asked = claimed.map(({ handle }) => handle);
  const found = await recogniseWithCards(keyed, asked, CARD_PARTS, most);
  const indexOf = (nth: number): number => claimed[nth]!.index;
  const seen = new Set(found.known.map(indexOf));
  return {
    reach: found.reach,
    asked: understood.map((one, index) => askedOf(one, index, seen)),
    people: found.candidates.map(({ sightings, ...person }) => ({
      ...person,
      ...cardOf(person, found),
      matches: sightings.map(({ asked: nth, connection, evidence }) => ({
        ...{ identifier: indexOf(nth), sure: connection, why: WHY[connection], evidence },
      })),
    })),
    count: found.count,
  };
};

type Understood = NormalIdentifier | { readonly code: string; readonly detail: string };

const understand = (asked: AskedIdentifier, defaultCountry: string | null): Understood => {
  if (!GLOBAL.has(asked.type) && asked.issuer === undefined) {
    return { code: 'issuer-needed', detail: 'all identifiers but email and phone belong to an issuer; name it' };
  }
  const defaults = { namespace: asked.issuer ?? '-', ...(defaultCountry === null ? {} : { country: defaultCountry }) };
  const normal = normaliseIdentifier(asked, defaults);
  return normal.ok ? normal.identifier : { code: normal.code, detail: 'this is no identifier of its type' };
};

const askedOf = (one: Understood, index: number, seen: ReadonlySet<number>): Asked => {
  if (!('type' in one)) return { index, status: 'not-understood', code: one.code, detail: one.detail };
  return { index, status: seen.has(index) ? 'known' : 'unknown' };
};
