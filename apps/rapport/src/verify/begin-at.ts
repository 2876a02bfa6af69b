import { readFileSync } from 'node:fs';
import { anchorLines, anchorOf, asAnchor, type Anchor, type AnchorFile, type KeyRing } from '@rapport/chain';
import type pg from 'pg';
import { Advice, EXIT } from '../terminal';

/** Where an anchor with a number may be found. */
interface Places {
  readonly pool: pg.Pool;
  readonly files: readonly AnchorFile[];
  readonly ring: KeyRing;
}

const exportedAnchor = async (files: readonly AnchorFile[], number: number): Promise<Anchor | null> => {
  for await (const { anchor } of anchorLines(files)) if (anchor?.number === number) return anchor;
  return null;
};

/** An anchor as somebody kept it: by itself, or the newest of a page of `GET /v1/audit/anchors`. */
const anchorIn = (file: string): Anchor | null => {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as { readonly anchors?: readonly unknown[] };
    return asAnchor(value) ?? asAnchor(value.anchors?.[0]);
  } catch {
    return null;
  }
};

/** The anchor that a person named by its number or a file. @throws Advice when there is none, or it is not signed well. */
export const beginAt = async (named: string, { pool, files, ring }: Places): Promise<Anchor> => {
  const anchor = /^\d{1,15}$/.test(named)
    ? ((await exportedAnchor(files, Number(named))) ?? (await anchorOf(pool, Number(named))))
    : anchorIn(named);
  if (!anchor) throw new Advice(`there is no anchor ${named}: give its number, or a file with one in JSON`, EXIT.usage);
  const fault = ring.fault(anchor);
  if (fault !== null) throw new Advice(`anchor ${anchor.number} of --from-anchor ${fault}`, EXIT.usage);
  return anchor;
};
