import { checkPlainJson } from '@rapport/events';
import type { Fault } from './shape';

/** More would help nobody, and a hostile document has a hundred thousand. */
const FAULTS_MAX = 100;

/** What is wrong with a document before anybody looks what it says: too deep, too large, texts and numbers that nothing keeps. */
export const documentFaults = (document: unknown): readonly Fault[] => {
  const refusal = checkPlainJson(document);
  return refusal ? [{ at: '', message: refusal.detail }] : [];
};

/** Faults as they are answered: the first hundred, each with its place, and how many more there are. */
export const faultsShown = (
  faults: readonly Fault[],
): { readonly detail: string; readonly faults: readonly Fault[] } => {
  const more = faults.length - FAULTS_MAX;
  const some = faults.slice(0, FAULTS_MAX);
  const shown = more > 0 ? [...some, { at: '', message: `has ${more} more faults` }] : some;
  return { detail: shown.map(({ at, message }) => `${at || 'the document'}: ${message}`).join('; '), faults: shown };
};
