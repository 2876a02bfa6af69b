import type { DataOf, Fact, FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One decision about a signal. It holds once its run is closed, until the next one. */
export interface SignalDecision {
  /** The event's id. */
  readonly key: string;
  readonly kind: 'raised' | 'changed' | 'cleared';
  /** What it says: `churn`, or what the rule is about. */
  readonly signal: string;
  /** The customer as of the close; may have been joined with another one since. */
  readonly customer: string;
  readonly rule: string;
  readonly version: number | null;
  readonly run: string;
  /** The day at whose end it was decided. */
  readonly date: string;
  /** Null when the signal was cleared. */
  readonly level: string | null;
  readonly previousLevel: string | null;
  readonly score: number | null;
  readonly odds: DataOf<'ChurnSignalRaised'>['odds'] | null;
  readonly overdueRatio: number | null;
  readonly medianGapDays: number | null;
  readonly gaps: number | null;
  readonly daysSince: number | null;
  readonly valueAtStake: string | null;
  readonly currency: string | null;
  readonly reasons: readonly string[];
  /** Nothing is to be done before this moment; null = at once. */
  readonly dueFrom: string | null;
  readonly evidence: DataOf<'ChurnSignalRaised'>['evidence'];
  /** What speaks for it, by what counted; null = the rule has one figure only. */
  readonly contributions: NonNullable<DataOf<'ChurnSignalRaised'>['contributions']> | null;
  /** What else the rule looked at; null = nothing. */
  readonly figures: Readonly<Record<string, unknown>> | null;
  /** Id of the event by which the model was fitted; null = there is none. */
  readonly model: string | null;
  readonly recordedAt: string;
  readonly position: string;
}

const blank = (key: string, { handle, recordedAt, position }: Fact): SignalDecision => ({
  ...{ key, kind: 'cleared', signal: 'churn', customer: handle, rule: '', version: null, run: '', date: '' },
  ...{ level: null, previousLevel: null, score: null, odds: null, overdueRatio: null, medianGapDays: null },
  ...{ gaps: null, daysSince: null, valueAtStake: null, currency: null },
  ...{ reasons: [], evidence: { events: [], count: 0 }, recordedAt, position },
  ...{ contributions: null, figures: null, model: null, dueFrom: null },
});

const said = (row: SignalDecision, data: DataOf<'ChurnSignalRaised'>): SignalDecision => ({
  ...row,
  ...{ rule: data.rule, version: data.version, run: data.run, date: data.date, level: data.level, score: data.score },
  ...{ odds: data.odds, overdueRatio: data.overdueRatio, medianGapDays: data.medianGapDays, gaps: data.gaps },
  ...{ daysSince: data.daysSince, valueAtStake: data.valueAtStake, currency: data.currency },
  ...{ reasons: data.reasons, evidence: data.evidence, contributions: data.contributions ?? null },
  ...{ figures: data.figures ?? null, model: data.model ?? null },
});

const raised = (row: SignalDecision, { data }: FactOf<'ChurnSignalRaised'>): SignalDecision => ({
  ...said(row, data),
  kind: 'raised',
});

const changed = (row: SignalDecision, { data }: FactOf<'ChurnSignalChanged'>): SignalDecision => ({
  ...said(row, data),
  ...{ kind: 'changed', previousLevel: data.previousLevel },
});

const cleared = (row: SignalDecision, { data }: FactOf<'ChurnSignalCleared'>): SignalDecision => ({
  ...row,
  ...{ kind: 'cleared', rule: data.rule, run: data.run, date: data.date, previousLevel: data.level ?? null },
  reasons: [data.why],
});

const told = (row: SignalDecision, data: DataOf<'SignalRaised'>): SignalDecision => ({
  ...row,
  ...{ rule: data.rule, version: data.version, run: data.run, date: data.date, signal: data.signal, level: data.level },
  ...{ score: data.score ?? null, valueAtStake: data.valueAtStake, currency: data.currency, reasons: data.reasons },
  ...{ evidence: data.evidence, figures: data.figures, dueFrom: data.dueFrom ?? null, kind: 'raised' },
});

const toldOtherwise = (row: SignalDecision, { data }: FactOf<'SignalChanged'>): SignalDecision => ({
  ...told(row, data),
  ...{ kind: 'changed', previousLevel: data.previousLevel },
});

const toldNoMore = (row: SignalDecision, { data }: FactOf<'SignalCleared'>): SignalDecision => ({
  ...row,
  ...{ kind: 'cleared', rule: data.rule, run: data.run, date: data.date, signal: data.signal },
  ...{ previousLevel: data.level, reasons: [data.why] },
});

/** About whom should somebody do something, how sure were we, and why? */
export const signals: EntryProjection<SignalDecision> = {
  name: 'signals',
  version: 3,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: blank,
  on: {
    ...{ ChurnSignalRaised: raised, ChurnSignalChanged: changed, ChurnSignalCleared: cleared },
    SignalRaised: (row, { data }) => told(row, data),
    ...{ SignalChanged: toldOtherwise, SignalCleared: toldNoMore },
  },
};
