import { EpochMismatch } from '@rapport/event-store';
import { HistoryMismatch } from '../lane';

/** What a person is to do about it, in the words that health, doctor and GET /v1/projections show. */
export const RESUME_ADVICE = 'the log was restored or replaced; "rapport resume" makes the views follow this one';

/** The log is not the one that was followed: going on would be guessing. */
export const isHistoryFault = (error: unknown): boolean =>
  error instanceof EpochMismatch ||
  error instanceof HistoryMismatch ||
  (error instanceof Error && error.name === 'PositionAhead');

/** The same of a fault that was written down. */
export const isHistoryFaultText = (fault: string): boolean => fault.includes(RESUME_ADVICE);

/** A fault in words. */
export const faultText = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return isHistoryFault(error) ? `${text} – ${RESUME_ADVICE}` : text;
};
