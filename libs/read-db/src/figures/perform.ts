import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type EventStore, OutcomeUnknown, ordinalOf, StoreBusy } from '@rapport/event-store';
import { canonicalJson, decodeEvent, type FactOf } from '@rapport/events';
import { firmCheckpoint } from '../firm';
import { IDENTITY } from '../identity/reached';
import { eventAt } from '../pasts/event-at';
import { answered, type Answer, type AnsweringParts } from './answered';
import { differencesOf } from './differences';
import { FigureFault } from './figure-fault';
import { checkedEventId, checking, freezing, frozenEventId } from './figure-event';
import { beginFigureJob, endFigureJob, type FigureJob } from './jobs';
import { JobPace } from './job-pace';
import { soundQuestion, type FigureQuestion } from './question';

/** What working on figures needs; `pool` is their own. */
export interface FigureParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'append' | 'find' | 'follow' | 'read' | 'scan'>;
  readonly memory: number;
  /** Directory of what does not fit. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

type Place = { readonly position: string; readonly eventId: string };

const WAIT_MS = 500;

/**
 * Freezes a figure or asks it again; what came out is in the log, and whether it came to an end in the job.
 * @throws only what says that this process must stop or try again: the job is then as it was
 */
export const performFigure = async (parts: FigureParts, job: FigureJob): Promise<void> => {
  const { pool, store, signal } = parts;
  try {
    await beginFigureJob(pool, job.id);
    const said = job.kind === 'freeze' ? frozenEventId(job.figure) : checkedEventId(job.figure, job.id);
    // Said already, by an attempt that did not live to write it down.
    if ((await store.find([said])).length === 0) await (job.kind === 'freeze' ? freeze(parts, job) : check(parts, job));
    await endFigureJob(pool, job.id, null);
  } catch (error) {
    if (signal.aborted || error instanceof StoreBusy || error instanceof OutcomeUnknown) throw error;
    const fault = error instanceof FigureFault ? error.message : String(error);
    await endFigureJob(pool, job.id, fault);
  }
};

const freeze = async (parts: FigureParts, { figure, name, question, upTo, askedBy, askedAt, id }: FigureJob) => {
  const eventId = await eventAt(parts.store, upTo!, parts.signal);
  if (eventId === undefined) throw new FigureFault(`no event of the log stands at ${upTo}`);
  const to = { position: upTo!, eventId };
  const { rows, sha256 } = await ask(parts, id, question!, to);
  const data = { figure, name: name!, question: question!, upTo: to.position, lastEvent: to.eventId, answer: { rows }, sha256 }; // prettier-ignore
  await parts.store.append([freezing(data, askedBy, askedAt)]);
};

const check = async (parts: FigureParts, { figure, id, askedBy, askedAt }: FigureJob): Promise<void> => {
  const [event] = await parts.store.find([frozenEventId(figure)]);
  if (!event) throw new FigureFault('the log does not say that this figure was frozen');
  const { data } = decodeEvent(event) as FactOf<'FigureFrozen'>;
  // Positions are called otherwise in a log that was restored; events are not.
  const [last] = await parts.store.find([data.lastEvent]);
  if (!last) throw new FigureFault(`the log does not have the event ${data.lastEvent}, up to which the figure counts`);
  const question = data.question as unknown as FigureQuestion;
  const now = await ask(parts, id, question, { position: last.position, eventId: last.id });
  const equal = now.text === canonicalJson(data.answer);
  const said = { figure, check: id, upTo: last.position, equal, sha256: now.sha256 };
  const differences = equal ? {} : { differences: differenceOf(question, data.answer, now) };
  await parts.store.append([checking({ ...said, ...differences }, askedBy, askedAt)]);
};

const differenceOf = (question: FigureQuestion, answer: FactOf<'FigureFrozen'>['data']['answer'], now: Answer) => {
  const reading = soundQuestion(question);
  if (!reading.ok) throw new FigureFault('this release cannot read the question');
  const { customer, grouping } = reading.sound.compiled;
  const parts = [...(customer === null ? [] : [customer]), ...grouping.parts.map(({ name }) => name)];
  const { rows } = answer as unknown as { readonly rows: Parameters<typeof differencesOf>[0] };
  return differencesOf(rows, now.rows as typeof rows, parts);
};

/** Answers a question once identity knows the log as far; before that nobody can say who was whom there. */
const ask = async (parts: FigureParts, job: string, question: FigureQuestion, to: Place): Promise<Answer> => {
  const { pool, signal } = parts;
  while ((await firmCheckpoint(pool, IDENTITY)).position < to.position) {
    await pause(WAIT_MS, undefined, { signal });
  }
  const pace = new JobPace(pool, job, Number(ordinalOf(to.position)), signal);
  const answering: AnsweringParts = { ...parts, pace };
  return answered(answering, `figure~${job}`, question, to);
};
