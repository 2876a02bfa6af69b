import { normaliseIdentifier, type NormalIdentifier } from '@rapport/events';
import type { Submitted } from './admission';
import type { SourceLookup } from './sources';

const NAMES_MAX = 50;
const LOCAL_PART = /[^\s"'<>(),;:\\]+$/;
const DOMAIN = /^[^\s"'<>(),;:\\@]+\.[^\s"'<>(),;:\\@]+/;
const ADDRESS_MAX = 254;
const PHONE = /\+\d[\d ()./-]{5,20}\d/g;
/** An innermost object: of a text that is no JSON the identifiers may still be whole. */
const OBJECT = /\{[^{}]{1,1000}\}/g;

interface Said {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
}

const saidIn = (value: unknown): Said[] => {
  const { type, value: text, issuer } = (value ?? {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof text !== 'string') return [];
  return [{ type, value: text, ...(typeof issuer === 'string' && { issuer }) }];
};

/** Looks around each @ only: a pattern over the whole of a large text takes minutes. */
const addressesIn = (text: string): string[] => {
  const found: string[] = [];
  for (let at = text.indexOf('@'); at >= 0 && found.length < NAMES_MAX; at = text.indexOf('@', at + 1)) {
    const local = LOCAL_PART.exec(text.slice(Math.max(0, at - ADDRESS_MAX), at))?.[0];
    const domain = DOMAIN.exec(text.slice(at + 1, at + ADDRESS_MAX))?.[0];
    if (local && domain) found.push(`${local}@${domain}`);
  }
  return found;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const sourceOf = (value: unknown): string => {
  const { source } = (value ?? {}) as { source?: unknown };
  return typeof source === 'string' && source !== '' ? source : '-';
};

/**
 * Whom refused input may be about: what it states as identifiers as far as that can be understood, and whatever looks like
 * an address or a number, also in a text that is no JSON. An erasure must find it, so rather one too many.
 */
export const namesIn = ({ value, raw }: Submitted, lookup: SourceLookup): readonly NormalIdentifier[] => {
  const text = raw ?? JSON.stringify(value) ?? '';
  const { identifiers } = (value ?? {}) as { identifiers?: unknown };
  const said = [
    ...(Array.isArray(identifiers) ? identifiers.flatMap(saidIn) : []),
    ...(text.match(OBJECT) ?? []).flatMap((object) => saidIn(parsed(object))),
    ...addressesIn(text).map((found): Said => ({ type: 'email', value: found })),
    ...(text.match(PHONE) ?? []).map((found): Said => ({ type: 'phone', value: found })),
  ];
  const defaults = lookup(sourceOf(value));
  const names = new Map<string, NormalIdentifier>();
  for (const one of said) {
    const normal = normaliseIdentifier(one, defaults);
    if (!normal.ok) continue;
    const { type, issuer, value: known } = normal.identifier;
    names.set(`${type}\n${issuer ?? ''}\n${known}`, normal.identifier);
    if (names.size === NAMES_MAX) break;
  }
  return [...names.values()];
};
