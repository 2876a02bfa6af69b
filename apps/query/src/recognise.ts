import { normaliseIdentifier, type NormalIdentifier } from '@rapport/events';
import { membership, type Candidate, type Edge } from '@rapport/read-db';
import type { QueryParts } from './parts';

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
  readonly sure: Candidate['connection'];
  readonly why: string;
  /** Events that asserted it together with another identifier of the customer. */
  readonly evidence: readonly string[];
}

/** A customer that one of the asked identifiers may stand for. */
export interface Sighting {
  readonly identifier: number;
  readonly handle: string;
  readonly sure: Candidate['connection'];
}

export interface Recognised {
  readonly asked: readonly Asked[];
  /** By customer. */
  readonly sightings: ReadonlyMap<string, readonly Sighting[]>;
  /** All that is known about the asked identifiers' handles. */
  readonly edges: readonly Edge[];
}

const WHY: Readonly<Record<Candidate['connection'], string>> = {
  linked: 'the identifier belongs to this customer',
  shared: 'this customer used it, but so many others did that it does not say who it is',
  withdrawn: 'this customer was seen with it, and a person decided that it is not theirs',
};
const GLOBAL: ReadonlySet<string> = new Set(['email', 'phone']);

/** Finds whom identifiers may stand for. Nothing is guessed: an identifier nobody has used has no match. */
export const recognise = async (
  { pool, vault, defaultCountry }: Pick<QueryParts, 'pool' | 'vault' | 'defaultCountry'>,
  identifiers: readonly AskedIdentifier[],
): Promise<Recognised> => {
  const understood = identifiers.map((identifier) => understand(identifier, defaultCountry));
  const normal = understood.flatMap((one, index) => ('type' in one ? [{ index, identifier: one }] : []));
  const handles = await vault.find(normal.map(({ identifier }) => identifier));
  const known = normal.flatMap(({ index }, nth) => (handles[nth] ? [{ index, handle: handles[nth] }] : []));
  const people = membership(pool);
  const [found, edges] = await Promise.all([
    Promise.all(known.map(({ handle }) => people.candidates(handle))),
    known.length > 0 ? people.edgesOf(known.map(({ handle }) => handle)) : [],
  ]);
  const sightings = new Map<string, Sighting[]>();
  known.forEach(({ index, handle }, nth) => {
    for (const { customer, connection } of found[nth]!) {
      const sighting = { identifier: index, handle, sure: connection };
      sightings.set(customer, [...(sightings.get(customer) ?? []), sighting]);
    }
  });
  const seen = new Set(known.filter((_, nth) => found[nth]!.length > 0).map(({ index }) => index));
  return { asked: understood.map((one, index) => askedOf(one, index, seen)), sightings, edges };
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

/** Why a customer with these handles is on the list. */
export const matchesOf = (
  sightings: readonly Sighting[],
  handles: ReadonlySet<string>,
  edges: readonly Edge[],
): readonly Match[] =>
  sightings.map(({ identifier, handle, sure }) => {
    const evidence = edges.flatMap(({ a, b, evidence: event }) => {
      const other = a === handle ? b : b === handle ? a : null;
      return other !== null && event !== null && handles.has(other) ? [event] : [];
    });
    return { identifier, sure, why: WHY[sure], evidence };
  });
