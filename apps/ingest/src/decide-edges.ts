import type { Position } from '@rapport/event-store';
import { membership } from '@rapport/read-db';
import { Problem } from '@rapport/edge';
import { edgeAppend } from './identity-decisions';
import type { IngestParts } from './parts';
import { orUnavailable } from './store-answers';

/** A person's word about pairs of handles. */
export interface Verdict {
  readonly type: 'IdentifiersLinked' | 'IdentifiersUnlinked';
  readonly pairs: readonly (readonly [string, string])[];
  readonly keyId: string;
  readonly reason: string;
}

const ATTEMPTS_MAX = 20;
const inOrder = ([a, b]: readonly [string, string]): [string, string] => (a < b ? [a, b] : [b, a]);
const nameOf = (a: string, b: string): string => `${a}+${b}`;

/**
 * Appends a person's verdict on each pair and returns the position of the last. Decisions about a pair are numbered; when
 * somebody else took the number first, or identity has not read the last decision yet, the next number is tried.
 */
export const decideEdges = async (parts: IngestParts, verdict: Verdict): Promise<Position> => {
  let open = verdict.pairs.map(inOrder);
  const edges = await membership(parts.pool).edgesOf([...new Set(open.flat())]);
  const last = new Map(edges.map(({ a, b, generation }) => [nameOf(a, b), generation]));
  const at = new Date().toISOString();
  const sealer = await parts.vault.sealer(open.map(([a]) => ({ handle: a, dataClass: 'content', at })));
  let position: Position = '';
  for (let attempt = 0; open.length > 0; attempt++) {
    if (attempt === ATTEMPTS_MAX)
      throw new Problem(409, 'decided-meanwhile', 'others decide about this pair; look again');
    const appends = open.map(([a, b]) => {
      const generation = (last.get(nameOf(a, b)) ?? 0) + 1;
      last.set(nameOf(a, b), generation);
      const reason = sealer.seal(a, 'content', at, verdict.reason);
      return edgeAppend({ type: verdict.type, a, b, generation, keyId: verdict.keyId, reason, at });
    });
    const outcomes = await orUnavailable(() => parts.store.append(appends));
    const undecided: typeof open = [];
    outcomes.forEach((outcome, index) => {
      if (!('placed' in outcome)) return void undecided.push(open[index]!);
      const placed = outcome.placed.at(-1)!.position;
      if (placed > position) position = placed;
    });
    open = undecided;
  }
  return position;
};
