import { channel, Means } from '../channel';
import { Code, Flag, Json, Optional, Whole } from '../field';

@Means('Somebody described a projection, or described it anew; it is built over the whole history')
class ProjectionDefined {
  @Code('Name of the projection', 'calls-by-queue') name!: string;
  @Whole('Counts the versions of the projection, from 1', 1, 'version', 1) version!: number;
  @Json('The description, in the language of definitions', {
    ...{ name: 'calls-by-queue', events: { types: ['CallEnded'] }, by: ['queue'], measures: { calls: 'count' } },
  })
  definition!: Readonly<Record<string, unknown>>;
  @Flag('Whether it serves as soon as it is built, or waits until somebody says so', true) promote!: boolean;
}

@Means('A projection that somebody described is no longer kept')
class ProjectionDropped {
  @Code('Name of the projection', 'calls-by-queue') name!: string;
  @Whole('Its newest version', 1, 'version', 1) version!: number;
}

const FIGURE = '7c0d3f6e-2b1a-4a0e-9d55-3f2f0c1b8a11';
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

@Means('Somebody froze a figure: a question, asked of the history up to a place of the log, and its answer for good')
class FigureFrozen {
  @Code('The figure', FIGURE) figure!: string;
  @Code('What people call it', 'Calls of November') name!: string;
  @Json('What was asked: the description with its name and version, and which of its rows', {
    ...{ projection: 'calls-by-queue', version: 1, where: { queue: ['billing'] } },
    definition: {
      name: 'calls-by-queue',
      events: { types: ['CallEnded'] },
      by: ['queue'],
      measures: { calls: 'count' },
    },
  })
  question!: Readonly<Record<string, unknown>>;
  @Code('The history counts up to this position, as it was called then', 'a1b2c3d4-0000000000000004711') upTo!: string;
  @Code('The event at that position', '0198c7d2-7a64-7d1c-9f0a-0c5a5f2f9d10') lastEvent!: string;
  @Json('The answer: its rows', { rows: [{ queue: 'billing', calls: 12 }] }) answer!: Readonly<Record<string, unknown>>;
  @Code('SHA-256 of the canonical JSON of the answer, in hexadecimal digits', HASH) sha256!: string;
}

@Means('A figure was asked again of the history up to its place, and laid beside the answer that was frozen')
class FigureChecked {
  @Code('The figure', FIGURE) figure!: string;
  @Code('This check', 'c2a4b1c5-9f5e-4c3e-8a55-1f0f3d9b7e22') check!: string;
  @Code('Where the place stands in the log now', 'a1b2c3d4-0000000000000004711') upTo!: string;
  @Flag('Whether the two answers are the same, byte for byte', true) equal!: boolean;
  @Code('SHA-256 of the canonical JSON of the answer as it came out now', HASH) sha256!: string;
  @Optional()
  @Json('How the two answers differ: rows that only one has, rows that differ, some of them', {
    ...{ onlyFrozen: 0, onlyNow: 0, different: 1 },
    samples: [{ row: { queue: 'billing' }, frozen: { calls: 12 }, now: { calls: 13 } }],
  })
  differences?: Readonly<Record<string, unknown>>;
}

export const projection = channel('projection', {
  ...{ ProjectionDefined, ProjectionDropped },
  ...{ FigureFrozen, FigureChecked },
});
