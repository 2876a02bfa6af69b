import { typeDefinition, typeDefinitions, type JsonSchema, type TypeDefinition } from '@rapport/events';
import type { Definition } from './definition';
import type { Item } from './item';
import { CHANNELS } from './language';

/** What kind of value a field holds; `money` is a decimal text in the currency of its event. */
export type FieldKind = 'text' | 'number' | 'money' | 'decimal' | 'instant' | 'day' | 'flag' | 'free' | 'other';

/** A field as a definition may use it. */
export interface Field {
  readonly kind: FieldKind;
  /** Why nothing can be computed with it, where chosen events use it for different kinds of things. */
  readonly mixed?: string | undefined;
  /** Undefined where the event has none. */
  readonly of: (item: Item) => unknown;
}

/** Why a field cannot be used, in words. */
export interface NoField {
  readonly message: string;
}

type Of = Field['of'];
const ENVELOPE: Readonly<Record<string, Field>> = {
  channel: { kind: 'text', of: ({ fact }) => fact.channel },
  type: { kind: 'text', of: ({ fact }) => fact.type },
  source: { kind: 'text', of: ({ fact }) => fact.source },
  occurredAt: { kind: 'instant', of: ({ fact }) => fact.occurredAt },
};
/** What stands in clear in the context of an event. */
const CONTEXT = ['agent', 'location', 'campaign', 'page'];
const LINES = 'lines.';
/** What analysts call it, and where it stands. */
const SHORT: Readonly<Record<string, string>> = { product: `${LINES}sku`, account: 'data.accountId' };
/** Longer texts are not to group or count by. */
const CODE_MAX = 2_000;
const LISTED_MAX = 40;

const kindOf = ({ type, format, maxLength, pattern, ...schema }: JsonSchema): FieldKind => {
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'flag';
  if (schema.enum) return 'text';
  if (type !== 'string' && !Array.isArray(type)) return 'other';
  if (format === 'date-time') return 'instant';
  if (format === 'date') return 'day';
  if (pattern !== undefined && schema['x-unit'] === 'currency') return 'money';
  if (pattern?.includes('\\d') && schema['x-unit'] && schema['x-unit'] !== 'ISO 4217') return 'decimal';
  return (maxLength ?? 0) > CODE_MAX ? 'free' : 'text';
};

/** The event types that a definition is about. */
export const typesOf = ({ events: { types, channels } }: Definition): readonly TypeDefinition[] => {
  const asked: readonly string[] = channels ?? CHANNELS;
  const all = types ? types.flatMap((type) => typeDefinition(type) ?? []) : typeDefinitions();
  return all.filter((one) => one.channels.some((channel) => asked.includes(channel)));
};

/** The event that states traits. */
export const STATES_TRAITS = 'ProfileStated';

/** The fields that definitions about some event types may name. */
export class Fields {
  readonly #payload = new Map<string, FieldKind>();
  readonly #mixed = new Map<string, string>();
  readonly #heldBy = new Map<string, string>();
  readonly #lines = new Map<string, FieldKind>();
  readonly #personal = new Set<string>();
  readonly #traits = new Set<string>();
  /** Rules, each with the places that ask for its tiers. */
  readonly #rules = new Map<string, string[]>();
  /** The event types that there are to look at. */
  readonly types: readonly string[];

  constructor(
    types: readonly TypeDefinition[],
    private readonly each: 'event' | 'lines',
    /** Whether what events are looked at with knows the customer they are of. */
    private readonly knowsTraits = false,
  ) {
    this.types = types.map(({ type }) => type);
    for (const { type, schema, personal } of types) {
      for (const name of personal.keys()) this.#personal.add(name);
      for (const [name, field] of Object.entries(schema.properties ?? {})) {
        if (!personal.has(name)) this.#addTo(type, name, kindOf(field));
        if (name !== 'lines') continue;
        const inLines = Object.entries(field.items?.properties ?? {});
        for (const [inner, line] of inLines) this.#add(this.#lines, inner, kindOf(line));
      }
    }
  }

  /** A field by the name that a definition gives it. */
  find(name: string): Field | NoField {
    const short = Object.hasOwn(SHORT, name) ? SHORT[name]! : name;
    if (short.startsWith(LINES)) return this.#line(short.slice(LINES.length));
    if (Object.hasOwn(ENVELOPE, short)) return ENVELOPE[short]!;
    if (CONTEXT.includes(short)) return { kind: 'text', of: ({ fact }) => fact.context?.[short] };
    const own = short.startsWith('data.') ? short.slice('data.'.length) : short;
    const kind = this.#payload.get(own);
    const isPersonal = this.#personal.has(own);
    if (isPersonal) return { message: `${own} is personal: it is sealed, and never grouped, filtered or measured by` };
    if (kind === undefined) return { message: `no chosen event has a field ${own}; there are ${this.#listed()}` };
    const of: Of = ({ fact }) => fact.data[own];
    return { kind, mixed: this.#mixed.get(own), of };
  }

  /** A trait as it had been stated when the event happened. */
  trait(name: string): Field | NoField {
    if (!this.knowsTraits) return { message: 'traits are known to projections only' };
    const field = new Fields([typeDefinition(STATES_TRAITS)!], 'event').find(`data.${name}`);
    if (!('kind' in field)) return field;
    this.#traits.add(name);
    return { kind: field.kind, of: ({ traits }) => traits?.[name] };
  }

  /** The tier of a rule in which the customer was when the event happened; `at` is the place that asks. */
  tier(rule: string, at: string): Field | NoField {
    if (!this.knowsTraits) return { message: 'tiers at the event are known to projections only' };
    const places = this.#rules.get(rule);
    if (places) places.push(at);
    else this.#rules.set(rule, [at]);
    return { kind: 'text', of: ({ tier }) => tier?.(rule) };
  }

  /** The rules whose tiers were asked for, with the places that ask. Whether there are such rules is not known here. */
  get rules(): ReadonlyMap<string, readonly string[]> {
    return this.#rules;
  }

  /** The traits that were asked for. */
  get traits(): ReadonlySet<string> {
    return this.#traits;
  }

  #line(name: string): Field | NoField {
    const kind = this.#lines.get(name);
    if (kind === undefined) {
      const those = [...this.#lines.keys()].sort().map((one) => LINES + one);
      return { message: those.length > 0 ? `lines have ${those.join(', ')}` : 'no chosen event has lines' };
    }
    if (this.each !== 'lines') return { message: `${LINES}${name} needs "each": "lines" in events` };
    return { kind, of: ({ line }) => line?.[name] };
  }

  #addTo(type: string, name: string, kind: FieldKind): void {
    const known = this.#payload.get(name);
    const other = this.#heldBy.get(name) ?? type;
    if (known !== undefined && known !== kind && !this.#mixed.has(name))
      this.#mixed.set(
        name,
        `${name} is one thing in ${other} (${known}) and another in ${type} (${kind}): choose events of one kind`,
      );
    this.#heldBy.set(name, other);
    this.#add(this.#payload, name, kind);
  }

  /** A field that two types use for different kinds of things can only be looked at, not computed with. */
  #add(into: Map<string, FieldKind>, name: string, kind: FieldKind): void {
    const known = into.get(name);
    into.set(name, known === undefined || known === kind ? kind : 'other');
  }

  #listed(): string {
    const usable = [...this.#payload].filter(([name, kind]) => kind !== 'other' && !this.#personal.has(name));
    const names = [...usable.map(([name]) => name).sort(), ...Object.keys(ENVELOPE), ...CONTEXT];
    return names.length > LISTED_MAX
      ? `${names.slice(0, LISTED_MAX).join(', ')} and ${names.length - LISTED_MAX} more`
      : names.join(', ');
  }
}

/** In which currency an event's money is; '' where it does not say. */
export const currencyOf = ({ fact, line }: Item): string => {
  const currency = line?.['currency'] ?? fact.data['currency'];
  return typeof currency === 'string' ? currency : '';
};
