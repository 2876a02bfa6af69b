import { OutcomeUnknown, StoreBusy } from '@rapport/event-store';
import { gather } from '@rapport/postgres';
import type { Receipt, Submitted, Writer } from './admission';

/** Characters of one batch, and what an interaction counts at the least: at most 512 of them go together. */
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const CHARACTERS_MIN = 8 * 1024;

type AdmitMany = (inputs: readonly Submitted[], by: Writer) => Promise<readonly Receipt[]>;
interface Call {
  readonly input: Submitted;
  readonly by: Writer;
}
type Ending = { readonly receipt: Receipt } | { readonly error: unknown };

/** The store said no to all of them, whatever they were: alone none would fare better. */
const isCommon = (error: unknown): boolean => error instanceof StoreBusy || error instanceof OutcomeUnknown;

/**
 * Admission of interactions that come one by one. Those of one key that come while others are under way go as one batch, so
 * that claims, words, commits and round trips are shared; nobody waits for company when nothing is under way. When a
 * batch fails, each of its interactions is tried alone, which ids make safe: one that cannot be admitted takes no other along.
 */
export const admittingOne = (admit: AdmitMany): ((input: Submitted, by: Writer) => Promise<Receipt>) => {
  const alone = async ({ input, by }: Call): Promise<Ending> => {
    try {
      return { receipt: (await admit([input], by))[0]! };
    } catch (error) {
      return { error };
    }
  };
  const ofOneKey = async (calls: readonly Call[]): Promise<readonly Ending[]> => {
    if (calls.length === 1) return [await alone(calls[0]!)];
    try {
      const receipts = await admit(
        calls.map(({ input }) => input),
        calls[0]!.by,
      );
      return receipts.map((receipt) => ({ receipt }));
    } catch (error) {
      return isCommon(error) ? calls.map(() => ({ error })) : Promise.all(calls.map(alone));
    }
  };
  const ending = gather<Call, Ending>(
    async (calls) => {
      const byKey = new Map<string, number[]>();
      calls.forEach(({ by }, index) => byKey.set(by.keyId, [...(byKey.get(by.keyId) ?? []), index]));
      const endings = new Array<Ending>(calls.length);
      const work = async (places: readonly number[]): Promise<void> => {
        const found = await ofOneKey(places.map((place) => calls[place]!));
        places.forEach((place, index) => (endings[place] = found[index]!));
      };
      await Promise.all([...byKey.values()].map(work));
      return endings;
    },
    // One batch at a time: a second one under way took half of the company away, and more time than it saved.
    {
      weightMax: BATCH_CHARACTERS,
      weight: ({ input }) => Math.max(CHARACTERS_MIN, input.raw?.length ?? 0),
    },
  );
  return async (input, by) => {
    const end = await ending({ input, by });
    if ('error' in end) throw end.error;
    return end.receipt;
  };
};
