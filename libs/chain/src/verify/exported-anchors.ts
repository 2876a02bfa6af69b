import { anchorHash, type Anchor } from '../anchor';
import type { AnchorLine } from '../anchor-files';
import type { KeyRing } from '../key-ring';
import { anchorCheck, type Complain } from './check-anchor';

/** So many exported anchors are remembered, to tell a line that two processes wrote from another history. */
const RECENT = 64;

/**
 * The exported anchors that are good, in order; ends where they begin to tell a second history. A line that a crash left
 * unfinished is passed over: it was written again, or its number is missed.
 */
export async function* exportedAnchors(
  lines: AsyncIterable<AnchorLine>,
  after: number,
  ring: KeyRing,
  complain: Complain,
): AsyncGenerator<Anchor> {
  const check = anchorCheck(ring, 'the exported', complain);
  const recent = new Map<number, string>();
  let last = after;
  for await (const { anchor, where } of lines) {
    if (anchor === null || anchor.number <= after) continue;
    const hash = anchorHash(anchor);
    if (recent.get(anchor.number) === hash) continue;
    if (anchor.number <= last) {
      complain(`the exported anchors hold two histories from anchor ${anchor.number} on (${where})`);
      return;
    }
    last = anchor.number;
    recent.set(last, hash);
    recent.delete(last - RECENT);
    const good = check(anchor);
    if (good) yield good;
  }
}
