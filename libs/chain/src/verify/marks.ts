import { anchorHash, type Anchor } from '../anchor';
import type { AnchorLine } from '../anchor-files';
import type { Witness } from '../anchor-rows';
import type { KeyRing } from '../key-ring';
import type { Entry } from '../link';
import { anchorCheck, type Complain } from './check-anchor';
import { exportedAnchors } from './exported-anchors';

/** A point of the log that anchors speak of. */
export interface Mark {
  readonly number: number;
  /** The anchor that holds here, or null when none can be trusted. */
  readonly anchor: Anchor | null;
  /** True when the anchor was kept outside the database. */
  readonly isExported: boolean;
  /** What the database's evidence says of the events since its mark before; null = nothing. */
  readonly entries: readonly Entry[] | null;
}

/** Where marks come from. */
export interface MarkSources {
  readonly exported: AsyncIterable<AnchorLine>;
  readonly witnesses: AsyncIterable<Witness>;
  /** Marks up to this number are not looked at. */
  readonly after: number;
  readonly ring: KeyRing;
  readonly complain: Complain;
}

/** The marks of exported anchors and of the database together, in order of their numbers; exported ones win. */
export async function* marksOf({ exported, witnesses, after, ring, complain }: MarkSources): AsyncGenerator<Mark> {
  const inside = witnesses[Symbol.asyncIterator]();
  const check = anchorCheck(ring, "the database's", complain);
  const markOf = ({ anchor, segment }: Witness): Mark => {
    if (segment === null) complain(`the database has no evidence for anchor ${anchor.number}`);
    return { number: anchor.number, anchor: check(anchor), isExported: false, entries: segment?.entries ?? null };
  };
  let own = await inside.next();
  let isMissing = false;
  for await (const anchor of exportedAnchors(exported, after, ring, complain)) {
    for (; !own.done && own.value.anchor.number < anchor.number; own = await inside.next()) yield markOf(own.value);
    if (own.done || own.value.anchor.number !== anchor.number) {
      if (!isMissing) complain(`the database has no anchor ${anchor.number}, which was exported`);
      isMissing = true;
      yield { number: anchor.number, anchor, isExported: true, entries: null };
      continue;
    }
    const mark = markOf(own.value);
    if (mark.anchor && anchorHash(mark.anchor) !== anchorHash(anchor))
      complain(`the database's anchor ${anchor.number} is not the one that was exported`);
    yield { ...mark, anchor, isExported: true };
    own = await inside.next();
  }
  for (; !own.done; own = await inside.next()) yield markOf(own.value);
}
