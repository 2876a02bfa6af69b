import type { Move } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import { Refused, type AdmissionCode, type Receipt, type Submitted, type Writer } from './admission';
import { record, type AdmissionParts } from './admit';
import { checkSubmitted, type Checked } from './check';
import { heldBack, keepRefused, SUPPRESSED } from './held-back';
import { namesIn } from './names-in';

/** What was not taken of a batch. */
export interface Untaken {
  /** Which of the batch. */
  readonly index: number;
  readonly code: AdmissionCode;
  readonly detail: string;
  /** Where it is kept; null when it was only counted. */
  readonly quarantineId: string | null;
}

/** How a batch is read. */
export interface Reading {
  /** Past the batch. */
  readonly move: Move;
  /** Of the vault's timeline, before the bookmark was taken: a server that has taken over since may have it elsewhere. */
  readonly takeovers: number;
  /** Is told of what was not taken, once that is kept and before the bookmark moves past it; maybe again after a crash. */
  untaken(those: readonly Untaken[]): Promise<void>;
}

/** See `Admission.admitRead`. */
export const admitRead = async (
  parts: AdmissionParts,
  inputs: readonly Submitted[],
  by: Writer,
  { move, takeovers, untaken }: Reading,
): Promise<readonly Receipt[]> => {
  const now = parts.now();
  const lookup = await parts.sources.lookup();
  const verdicts = inputs.map((input) => checkSubmitted(input, by, lookup, now));
  const indexes = new Map(verdicts.flatMap((one, index) => (one instanceof Refused ? [] : [[one, index] as const])));
  const held = await heldBack(parts, [...indexes.keys()]);
  const receipts = new Array<Receipt>(inputs.length);

  const keep = async (those: readonly (readonly [number, Refused])[]): Promise<void> => {
    if (those.length === 0) return;
    const refused = those.map(([index, why]) => ({ ...inputs[index]!, refused: why, names: namesIn(inputs[index]!, lookup) })); // prettier-ignore
    const kept = await keepRefused(parts, refused, by, now);
    await untaken(those.map(([index, { code, detail }], nth) => ({ index, code, detail, quarantineId: kept[nth]! })));
    those.forEach(([index, { code, detail }], nth) => {
      receipts[index] ??= { status: 'refused', code, detail, quarantineId: kept[nth]! };
    });
  };
  // Before the append, with which the bookmark moves: what is refused must not be passed unseen.
  await keep(verdicts.flatMap((one, index) => (one instanceof Refused ? [[index, one] as const] : [])));
  const forgotten: Untaken[] = [];
  for (const [one, receipt] of held) {
    const index = indexes.get(one)!;
    receipts[index] = receipt;
    if (receipt.status === 'refused') forgotten.push({ index, ...SUPPRESSED, quarantineId: null });
  }
  if (forgotten.length > 0) {
    await parts.keeper.count(SUPPRESSED.code, forgotten.length, by.keyId, now);
    await untaken(forgotten);
  }

  const rest: readonly Checked[] = [...indexes.keys()].filter((one) => !held.has(one));
  const recorded = await record(parts, rest, by, { move, takeovers });
  rest.forEach((one, nth) => (receipts[indexes.get(one)!] = recorded[nth]!));
  const conflicts = rest.flatMap((one, nth) => {
    const receipt = recorded[nth]!;
    return receipt.status === 'conflict' ? [[indexes.get(one)!, new Refused('id-conflict', receipt.detail)] as const] : []; // prettier-ignore
  });
  await keep(conflicts);
  // The append took the bookmark along only where there was one, and no conflict.
  if (rest.length > 0 && conflicts.length === 0) return receipts;
  if (parts.vault.timeline.takeovers !== takeovers) throw new TakenOver();
  await parts.store.bookmarks.move(move);
  return receipts;
};
