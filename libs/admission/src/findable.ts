import type { DataClass, TypeDefinition } from '@rapport/events';
import type { Findable, Handle } from '@rapport/vault';
import type { Owned } from './owners';

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
};

/** The words of a payload by which its owner shall be found, by the data class of the text that they are from. */
export const wordsIn = (
  { searchable, personal }: Pick<TypeDefinition, 'searchable' | 'personal'>,
  data: Readonly<Record<string, unknown>>,
): ReadonlyMap<DataClass, readonly string[]> => {
  const words = new Map<DataClass, string[]>();
  for (const field of searchable) {
    const texts = textsOf(data[field]);
    const dataClass = personal.get(field) ?? 'content';
    if (texts.length > 0) words.set(dataClass, [...(words.get(dataClass) ?? []), ...texts]);
  }
  return words;
};

/** Words of an owner at a time; they are findable as long as the texts can be opened. */
export const findableAs = (
  handle: Handle,
  at: string,
  words: ReadonlyMap<DataClass, readonly string[]>,
): readonly Findable[] => [...words].map(([dataClass, texts]) => ({ handle, at, dataClass, words: texts }));

/** What a batch makes findable; most events do not. */
export const findableOf = (batch: readonly Owned[]): Findable[] =>
  batch.flatMap(({ definition, interaction, handles }) =>
    definition.searchable.size > 0
      ? findableAs(handles[0], interaction.occurredAt, wordsIn(definition, interaction.data))
      : [],
  );
