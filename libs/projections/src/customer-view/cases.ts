import type { FactOf, SealedCell } from '@rapport/events';
import { stated } from '../newest';
import { put } from '../put';
import { type Course, type Open, type Step, take } from './matters';

/** Where a case stands (domain.md, section 7). */
export type CaseState = 'opened' | 'assigned' | 'in-progress' | 'answered' | 'confirmed' | 'reopened' | 'archived';

/** What is known of a case. */
export interface CaseFacts {
  readonly kind: string;
  readonly reason: string;
  readonly priority: string;
  readonly dueAt: string;
  readonly agent: string;
  readonly department: string;
  readonly queue: string;
}
export type OpenCase = Open<CaseState, CaseFacts>;

/** The part of the row that cases change. */
export interface Cases {
  readonly openCases: readonly OpenCase[];
  /** State of the fold, not part of the view. */
  readonly caseSteps: readonly Step<CaseState, CaseFacts>[];
}

type CaseType =
  | 'CaseOpened'
  | 'CaseAssigned'
  | 'CaseStarted'
  | 'CaseReclassified'
  | 'CaseAnswered'
  | 'CaseConfirmed'
  | 'CaseReopened'
  | 'CaseClosed';

const STATES = {
  CaseOpened: 'opened',
  CaseAssigned: 'assigned',
  CaseStarted: 'in-progress',
  CaseReclassified: null,
  CaseAnswered: 'answered',
  CaseConfirmed: 'confirmed',
  CaseReopened: 'reopened',
  CaseClosed: 'archived',
} as const satisfies Record<CaseType, CaseState | null>;

const COURSE: Course<CaseState> = { begins: ['opened', 'reopened'], ends: ['confirmed', 'archived'], stepsMax: 60 };
const CELL_MAX = 800;
const SAYS = ['kind', 'reason', 'priority', 'dueAt', 'agent', 'department', 'queue'] as const;

/** Reason codes of replies and reopenings are about the step, not about the case. */
const saysWhy: ReadonlySet<string> = new Set(['CaseOpened', 'CaseReclassified']);

const saysOf = (type: CaseType, data: object): Partial<CaseFacts> =>
  Object.fromEntries(
    Object.entries(data).filter(
      ([name, value]) =>
        (SAYS as readonly string[]).includes(name) &&
        typeof value === 'string' &&
        (name !== 'reason' || saysWhy.has(type)),
    ),
  );

/** What the customer said when it began: the subject, or else the text. */
const wordsOf = ({ subject, text }: Readonly<Record<string, SealedCell>>): Record<string, SealedCell> =>
  subject !== undefined && subject.length <= CELL_MAX
    ? { subject }
    : text !== undefined && text.length <= CELL_MAX
      ? { text }
      : {};

/** Takes a step of a case. */
export const stepped = <Row extends Cases>(row: Row, fact: FactOf<CaseType>, mine = false): Row => {
  const state = STATES[fact.type];
  const step = {
    ...stated(fact),
    id: fact.data.caseId,
    state,
    says: saysOf(fact.type, fact.data),
    ...(state !== null && COURSE.begins.includes(state) && { sealed: wordsOf(fact.sealed) }),
  };
  const { steps, open } = take({ steps: row.caseSteps, open: row.openCases }, step, COURSE);
  return steps === row.caseSteps ? row : put(row, { caseSteps: steps, openCases: open }, mine);
};
