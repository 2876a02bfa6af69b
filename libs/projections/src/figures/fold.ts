import { canonicalJson, type FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One time that a figure was asked again. */
export interface FigureCheck {
  readonly check: string;
  /** Whether the answer was the same, byte for byte. */
  readonly equal: boolean;
  readonly sha256: string;
  /** Where the place of the figure stood in the log then. */
  readonly upTo: string;
  readonly differences: Readonly<Record<string, unknown>> | null;
  /** The key on whose behalf it was asked. */
  readonly by: string | null;
  readonly checkedAt: string;
}

/** A figure that somebody froze, with how it was found since. */
export interface Figure {
  readonly name: string;
  readonly question: Readonly<Record<string, unknown>>;
  readonly upTo: string;
  readonly lastEvent: string;
  /** The bytes of the answer: canonical JSON. */
  readonly answer: string;
  readonly sha256: string;
  readonly by: string | null;
  readonly frozenAt: string;
  readonly position: string;
  /** Newest first, as many as are kept here; the log has all. */
  readonly checks: readonly FigureCheck[];
  readonly checkCount: number;
}

const CHECKS_MAX = 50;

const frozen = ({ data, meta, recordedAt, position }: FactOf<'FigureFrozen'>): Figure => ({
  ...{ name: data.name, question: data.question, upTo: data.upTo, lastEvent: data.lastEvent },
  ...{ answer: canonicalJson(data.answer), sha256: data.sha256 },
  ...{ by: meta?.by ?? null, frozenAt: recordedAt, position, checks: [], checkCount: 0 },
});

const checked = ({ data, meta, recordedAt }: FactOf<'FigureChecked'>): FigureCheck => ({
  ...{ check: data.check, equal: data.equal, sha256: data.sha256, upTo: data.upTo },
  ...{ differences: data.differences ?? null, by: meta?.by ?? null, checkedAt: recordedAt },
});

/** Which figures were given out for good, and were they still the same when somebody asked again? */
export const figures: EntryProjection<Figure> = {
  name: 'figures',
  version: 1,
  scope: 'entry',
  keys: ({ data }) => [(data as { figure: string }).figure],
  initial: (_key, fact) => frozen(fact as FactOf<'FigureFrozen'>),
  on: {
    FigureFrozen: (row) => row,
    FigureChecked: (row, fact) => ({
      ...row,
      checks: [checked(fact), ...row.checks].slice(0, CHECKS_MAX),
      checkCount: row.checkCount + 1,
    }),
  },
};
