import type { Writer } from '@rapport/admission';
import type { Caller } from '@rapport/edge';

/** `pos` and `pos/` stand for the source `pos` and all below it, such as `pos/berlin-3`; never for `postal`. */
export const covers = (registered: string, source: string): boolean => {
  const name = registered.replace(/\/$/, '');
  return source === name || source.startsWith(`${name}/`);
};

/** The holder of a key as admission sees it; a key without sources may write for all. */
export const writerOf = ({ keyId, sources }: Caller): Writer => ({
  keyId,
  mayWrite: (source) => sources.length === 0 || sources.some((registered) => covers(registered, source)),
});
