import type { TypeDefinition } from '@rapport/events';
import type { Findable, Handle } from '@rapport/vault';
import type { Owned } from './owners';

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
};

/** The words of a payload by which its owner shall be found. */
export const wordsIn = (
  { searchable }: Pick<TypeDefinition, 'searchable'>,
  data: Readonly<Record<string, unknown>>,
): string[] => [...searchable].flatMap((field) => textsOf(data[field]));

/** What a batch makes findable; most events do not. */
export const findableOf = (batch: readonly Owned[]): Findable[] =>
  batch.flatMap(({ definition, interaction, handles }): Findable[] => {
    const words = definition.searchable.size > 0 ? wordsIn(definition, interaction.data) : [];
    const handle: Handle = handles[0];
    return words.length > 0 ? [{ handle, words }] : [];
  });
