import type { Writer } from '@rapport/admission';
import type { Caller } from '@rapport/edge';

/** The holder of a key as admission sees it; a key without sources may write for all. */
export const writerOf = ({ keyId, sources }: Caller): Writer => ({
  keyId,
  mayWrite: (source) => sources.length === 0 || sources.some((prefix) => source.startsWith(prefix)),
});
