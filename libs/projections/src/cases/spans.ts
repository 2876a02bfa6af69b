/** What a case is about, as far as a step says it. */
export interface CaseMatter {
  readonly kind: string;
  readonly reason: string;
  readonly priority: string;
  readonly department: string;
  readonly dueAt: string | null;
}

export type StepKind = 'opens' | 'reopens' | 'changes' | 'ends';

/** One event of a case. */
export interface CaseStep {
  readonly eventId: string;
  /** When it happened. */
  readonly at: string;
  readonly step: StepKind;
  readonly says: Partial<CaseMatter>;
}

/** A time in which the case was open and about the same matter. */
export interface OpenSpan extends CaseMatter {
  readonly from: string;
  /** Null: it still is. */
  readonly to: string | null;
}

const NOTHING_SAID: CaseMatter = { kind: '', reason: '', priority: '', department: '', dueAt: null };
const RANKS: Readonly<Record<StepKind, number>> = { opens: 0, reopens: 1, changes: 2, ends: 3 };

/** By time; what happened at the same moment in the order in which it must have. */
export const byCourse = (a: CaseStep, b: CaseStep): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return RANKS[a.step] - RANKS[b.step] || (a.eventId < b.eventId ? -1 : 1);
};

interface Course {
  readonly spans: readonly OpenSpan[];
  readonly matter: CaseMatter;
  /** Since when it is open. */
  readonly since: string | null;
  readonly ended: boolean;
}

const closed = ({ spans, matter, since }: Course, at: string): readonly OpenSpan[] =>
  since === null || since === at ? spans : [...spans, { from: since, to: at, ...matter }];

const taken = (course: Course, { at, step, says }: CaseStep): Course => {
  const matter = { ...course.matter, ...says };
  const { since, spans, ended } = course;
  if (step === 'ends') return { spans: closed(course, at), matter, since: null, ended: true };
  // A case whose end was recorded before its beginning never was open; only a reopening opens it again.
  const opens = since === null && (step === 'reopens' || (step === 'opens' && !ended));
  if (opens) return { spans, matter, since: at, ended };
  if (since === null) return { ...course, matter };
  return { spans: closed(course, at), matter, since: at, ended };
};

/** The times in which a case was open, from its steps in any order. */
export const spansOf = (steps: readonly CaseStep[]): readonly OpenSpan[] => {
  const course = [...steps]
    .sort(byCourse)
    .reduce<Course>(taken, { spans: [], matter: NOTHING_SAID, since: null, ended: false });
  return course.since === null ? course.spans : [...course.spans, { from: course.since, to: null, ...course.matter }];
};
