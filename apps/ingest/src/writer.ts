import type { Writer } from '@rapport/admission';
import type { Caller } from '@rapport/edge';

/** The holder of a key as admission sees it. */
export const writerOf = (caller: Caller): Writer => ({ keyId: caller.keyId, sources: caller.sources });
