import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { canonicalJson } from '@rapport/events';
import { buildCustomers } from '../replay/build-customers';
import { buildEntries } from '../replay/build-entries';
import type { Pace } from '../replay/pace';
import { forgetName } from '../replay/spare-table';
import { FigureFault } from './figure-fault';
import { FigureRows } from './figure-rows';
import { soundQuestion, type FigureQuestion } from './question';

/** An answer and its bytes. */
export interface Answer {
  readonly rows: readonly object[];
  /** Canonical JSON (RFC 8785) of `{rows}`. */
  readonly text: string;
  /** Of these bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/** What answering needs. */
export interface AnsweringParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'scan' | 'follow' | 'find'>;
  /** Octets that events may take in memory while they wait to be folded. */
  readonly memory: number;
  /** Directory of what does not fit. */
  readonly scratch: string;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Octets of an answer: it is one event. */
const ANSWER_MAX = 256 * 1024;
const PARKED =
  'select event_id::text as event, error from rapport_read.parked where projection = $1 order by position limit 1';

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Answers a question from the log alone, up to an event, by the links that were known there. Nothing is left out: an event that cannot
 * be folded is a fault, and so is an answer that is too large to be kept.
 * @param name under which the build is known while it goes on
 * @throws FigureFault
 */
export const answered = async (
  parts: AnsweringParts,
  name: string,
  question: FigureQuestion,
  to: { readonly position: string; readonly eventId: string },
): Promise<Answer> => {
  const reading = soundQuestion(question);
  if (!reading.ok) {
    throw new FigureFault(`this release cannot ask that: ${reading.faults.map(({ at, message }) => `${at} ${message}`).join('; ')}`); // prettier-ignore
  }
  const rows = new FigureRows(name, reading.sound);
  await forgetName(parts.pool, name, rows.projection.version);
  try {
    // The places that are asked for are few enough to stay in memory, or it ends.
    const building = { ...parts, shadow: rows, to };
    await (rows.projection.scope === 'customer' ? buildCustomers(building) : buildEntries({ ...building, memory: Infinity })); // prettier-ignore
    const [parked] = (await parts.pool.query<{ event: string; error: string }>(PARKED, [name])).rows;
    if (parked) throw new FigureFault(`the event ${parked.event} cannot be folded: ${parked.error}`);
  } finally {
    await forgetName(parts.pool, name, rows.projection.version);
  }
  const shown = rows.shown();
  const text = canonicalJson({ rows: shown });
  if (Buffer.byteLength(text) > ANSWER_MAX) throw new FigureFault(`the answer has more than ${ANSWER_MAX / 1024} KB; ask for fewer rows`); // prettier-ignore
  return { rows: shown, text, sha256: sha256Of(text) };
};
