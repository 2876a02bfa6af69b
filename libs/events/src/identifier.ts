import { normaliseEmail } from './email';
import { normalisePhone } from './phone';
import { refuse, type Refusal } from './refusal';

/** An identifier as a source sends it. */
export interface Identifier {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
}

/** A normalised identifier: equal persons' identifiers are equal texts. `issuer` is absent for email and phone only. */
export interface NormalIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
}

/** What a source's registration says about identifiers that come from it. */
export interface SourceDefaults {
  /** Issuer of scoped identifiers that name none. */
  readonly namespace: string;
  /** ISO 3166 country (two capitals) that national phone numbers belong to. */
  readonly country?: string;
}

/** Version of the order below; owners of events never change, so a new order is for new events only. */
export const IDENTIFIER_ORDER_VERSION = 1;
const ORDER = ['crmId', 'userId', 'loyaltyCard', 'email', 'phone', 'deviceId', 'anonymousId'];

/** Identifier types of which one person has one per issuer: two different values mean two persons. */
export const UNIQUE_PER_PERSON: readonly string[] = ['userId', 'loyaltyCard', 'crmId'];

/** How strongly an identifier type names a person: 0 is strongest; all types outside the fixed order are alike. */
export const rankOf = (type: string): number => {
  const rank = ORDER.indexOf(type);
  return rank < 0 ? ORDER.length : rank;
};

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

/** Strongest first, by the fixed order; others by name, equals by issuer and value: a function of the set alone. */
export const strongestFirst = <
  One extends { readonly type: string; readonly issuer?: string; readonly value?: string },
>(
  identifiers: readonly One[],
): One[] =>
  [...identifiers].sort(
    (a, b) =>
      rankOf(a.type) - rankOf(b.type) ||
      compare(a.type, b.type) ||
      compare(a.issuer, b.issuer) ||
      compare(a.value, b.value),
  );

const TYPE = /^[a-z][A-Za-z0-9]{0,39}$/;
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]{1,200}$/u;
/** What systems write when they know nothing, also in brackets as `(not set)`; linked, it would glue strangers together. */
const PLACEHOLDER =
  /^[(<[]?(null|undefined|none|nil|nan|#?n\/?a|unknown|not set|anonymous|guest|\\n|-+|\?+|0{4,})[)>\]]?$/i;

const normaliseOther = ({ type, value, issuer }: Identifier, { namespace }: SourceDefaults) => {
  const text = value.normalize('NFC').trim();
  const from = (issuer ?? namespace).normalize('NFC').trim();
  if (!PRINTABLE.test(text)) return refuse('bad-identifier', `${type} must have 1 to 200 printable characters`);
  if (PLACEHOLDER.test(text)) return refuse('bad-identifier', `${type} "${text}" names nobody; leave it out`);
  if (!PRINTABLE.test(from))
    return refuse('bad-identifier', `issuer of ${type} must have 1 to 200 printable characters`);
  return { ok: true as const, identifier: { type, value: text, issuer: from } };
};

/**
 * Brings an identifier to its one form: e-mail case-folded, phone in E.164 with `;ext=`, others trimmed and in NFC with
 * their case kept and an issuer. Normalising twice changes nothing. A refusal never repeats an address or a number.
 */
export const normaliseIdentifier = (
  identifier: Identifier,
  defaults: SourceDefaults,
): { readonly ok: true; readonly identifier: NormalIdentifier } | Refusal => {
  const { type, value } = identifier;
  if (!TYPE.test(type))
    return refuse('bad-identifier', 'identifier type must be a camelCase word of at most 40 letters');
  if (type !== 'email' && type !== 'phone') return normaliseOther(identifier, defaults);
  const normal = type === 'email' ? normaliseEmail(value) : normalisePhone(value, defaults.country);
  return typeof normal === 'string' ? { ok: true, identifier: { type, value: normal } } : normal;
};
