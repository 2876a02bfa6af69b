import { eventIdOf, type Fact, type FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';
import { byCourse, type CaseMatter, type CaseStep, type OpenSpan, spansOf, type StepKind } from './spans';

/** One case, whoever's it is. */
export interface CaseRow {
  readonly caseId: string;
  /** First segment of the names of its sources: within it case numbers are unique. */
  readonly namespace: string;
  /** Over which channel it was opened; '' while only later steps are known. */
  readonly channel: string;
  /** First opened; null: never, as far as is known. */
  readonly openedAt: string | null;
  /** Closed for good; null: open, or never opened. */
  readonly closedAt: string | null;
  readonly spans: readonly OpenSpan[];
  /** State of the fold. */
  readonly steps: readonly (CaseStep & { readonly channel?: string })[];
}

const STEPS = {
  CaseOpened: 'opens',
  CaseAssigned: 'changes',
  CaseReclassified: 'changes',
  CaseReopened: 'reopens',
  CaseConfirmed: 'ends',
  CaseClosed: 'ends',
} as const satisfies Partial<Record<string, StepKind>>;
type CaseType = keyof typeof STEPS;

const SAID: readonly (keyof CaseMatter)[] = ['kind', 'reason', 'priority', 'department', 'dueAt'];
/** The reason of a reopening is about the step, not about the case. */
const saysWhy: ReadonlySet<string> = new Set(['CaseOpened', 'CaseReclassified']);

const saidBy = (type: string, data: Readonly<Record<string, unknown>>): Partial<CaseMatter> =>
  Object.fromEntries(
    SAID.filter((name) => typeof data[name] === 'string' && (name !== 'reason' || saysWhy.has(type))).map((name) => [
      name,
      data[name],
    ]),
  );

/** A step more would make the row grow without bound: the oldest one after the opening goes. */
const STEPS_MAX = 300;

const namespaceOf = ({ source }: Fact): string => source.split('/')[0]!;

const rowOf = (row: CaseRow, steps: CaseRow['steps']): CaseRow => {
  const spans = spansOf(steps);
  const last = spans.at(-1);
  const opened = steps.filter(({ step }) => step === 'opens');
  return {
    ...row,
    steps,
    spans,
    channel: opened[0]?.channel ?? '',
    openedAt: spans[0]?.from ?? opened[0]?.at ?? null,
    closedAt: last?.to ?? (opened.length > 0 && !last ? opened[0]!.at : null),
  };
};

const stepped = (row: CaseRow, fact: FactOf<CaseType>): CaseRow => {
  const { eventId, occurredAt: at, type } = fact;
  const step = STEPS[type];
  const says = saidBy(type, fact.data as unknown as Readonly<Record<string, unknown>>);
  const next = { eventId, at, step, says, ...(step === 'opens' && { channel: fact.channel }) };
  const steps = [...row.steps.filter((other) => other.eventId !== eventId), next].sort(byCourse);
  return rowOf(row, steps.length > STEPS_MAX ? [steps[0]!, ...steps.slice(2)] : steps);
};

/**
 * Which cases were open at any moment, and what were they about? Steps of one case may come from different customers' handles
 * (or none), so its worker is found by the case.
 */
export const cases: EntryProjection<CaseRow> = {
  name: 'cases',
  version: 1,
  scope: 'entry',
  slicedBy: 'key',
  keys: (fact) => [eventIdOf(`case/${namespaceOf(fact)}`, String(fact.data['caseId']))],
  initial: (_key, fact) => ({
    ...{ caseId: String(fact.data['caseId']), namespace: namespaceOf(fact), channel: '' },
    ...{ openedAt: null, closedAt: null, spans: [], steps: [] },
  }),
  on: {
    CaseOpened: stepped,
    CaseAssigned: stepped,
    CaseReclassified: stepped,
    CaseReopened: stepped,
    CaseConfirmed: stepped,
    CaseClosed: stepped,
  },
  takeBack: (row, { eventId }) =>
    rowOf(
      row,
      row.steps.filter((step) => step.eventId !== eventId),
    ),
};
