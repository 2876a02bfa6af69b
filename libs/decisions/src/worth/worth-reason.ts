import { counted } from '../counted';

/** What a historical value is made of, as decimal texts. */
export interface WorthReasoned {
  readonly margin: string;
  readonly acquiring: string;
  readonly selling: string;
  readonly serving: string;
}

/** Why somebody is worth what they are, in words. */
export const worthReason = (
  { margin, acquiring, selling, serving }: WorthReasoned,
  { rank, of }: { readonly rank: number; readonly of: number },
  referred?: { readonly referees: number; readonly value: string },
): string =>
  `rank ${rank} of ${of}: margin ${margin} less ${acquiring} for getting them, ${selling} for selling and ${serving} for serving` +
  (referred ? `; ${counted(referred.referees, 'customer')} whom they referred brought ${referred.value} besides` : '');
