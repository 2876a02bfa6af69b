import {
  checkInteraction,
  eventIdOf,
  normaliseIdentifier,
  strongestFirst,
  typeDefinition,
  type Interaction,
  type NormalIdentifier,
  type TypeDefinition,
} from '@rapport/events';
import { Refused, type Submitted, type Writer } from './admission';
import { sentContent } from './sent-content';
import type { SourceLookup } from './sources';
import { splitContext, splitData, type Split } from './split';

/** An interaction that may be recorded. */
export interface Checked {
  readonly eventId: string;
  readonly interaction: Interaction & { readonly id: string };
  readonly definition: TypeDefinition;
  /** Normalised, without repeats, strongest first. */
  readonly identifiers: readonly NormalIdentifier[];
  /** What the sender said, as `sentContent` defines it. */
  readonly content: string;
  readonly data: Split;
  readonly context: Split;
}

const FORBIDDEN = 'this key may not write events of this source';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with the carrier's id where it has none of its own. */
const withId = ({ value, defaultId }: Submitted): unknown =>
  isObject(value) && value['id'] === undefined && defaultId !== undefined ? { ...value, id: defaultId } : value;

const normalised = (interaction: Interaction, lookup: SourceLookup): readonly NormalIdentifier[] | Refused => {
  const defaults = lookup(interaction.source);
  const found = new Map<string, NormalIdentifier>();
  for (const sent of interaction.identifiers) {
    const normal = normaliseIdentifier(sent, defaults);
    if (!normal.ok) return new Refused(normal.code, normal.detail);
    const { type, issuer, value } = normal.identifier;
    found.set(`${type}\n${issuer ?? ''}\n${value}`, normal.identifier);
  }
  return strongestFirst([...found.values()]);
};

/** All that can be said about one input without asking anybody. */
export const checkSubmitted = (input: Submitted, by: Writer, lookup: SourceLookup, now: Date): Checked | Refused => {
  if (input.fault) return new Refused(input.fault.code, input.fault.detail);
  if (input.value === undefined)
    return new Refused('not-json', 'the text is not JSON, or has a member called __proto__');
  const value = withId(input);
  const checked = checkInteraction(value, now);
  if (!checked.ok) return new Refused(checked.code, checked.detail);
  const { interaction } = checked;
  const { id, source, type } = interaction;
  if (id === undefined) return new Refused('id-missing', 'send an id, or an Idempotency-Key header');
  if (!by.mayWrite(source)) return new Refused('source-forbidden', by.forbidden ?? FORBIDDEN);
  const identifiers = normalised(interaction, lookup);
  if (identifiers instanceof Refused) return identifiers;
  const definition = typeDefinition(type)!;
  return {
    eventId: eventIdOf(source, id),
    interaction: { ...interaction, id },
    definition,
    identifiers,
    content: sentContent(value as Readonly<Record<string, unknown>>, { id, occurredAt: interaction.occurredAt }),
    data: splitData(definition, interaction.data),
    context: splitContext(interaction.context),
  };
};
