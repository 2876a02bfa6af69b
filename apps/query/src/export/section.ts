/** A part of what is known about a person; long ones come in several pieces with the same name. */
export interface Section {
  /** Member of the JSON document. */
  readonly name: string;
  /** The heading, for who reads it. */
  readonly title: string;
  /** What it is, in one sentence that needs no knowledge of ours. */
  readonly about: string;
  readonly rows: readonly unknown[];
}

/** Writes sections as they come. */
export interface Writing {
  readonly type: string;
  readonly extension: string;
  readonly begin: string;
  /** One piece; `isFirst` when its section begins here. */
  piece(section: Section, isFirst: boolean): string;
  /** Between a section and the next one. */
  readonly between: string;
  readonly end: string;
}

/** The text of sections, piece by piece. */
export async function* written(sections: AsyncIterable<Section>, how: Writing): AsyncGenerator<string> {
  let last: string | null = null;
  yield how.begin;
  for await (const section of sections) {
    const isFirst = section.name !== last;
    yield (isFirst && last !== null ? how.between : '') + how.piece(section, isFirst);
    last = section.name;
  }
  yield (last === null ? '' : how.between) + how.end;
}
