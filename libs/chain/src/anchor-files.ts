import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseAnchor, type Anchor } from './anchor';

const NAME = /^anchors-\d{4}-\d{2}\.ndjson$/;

/** The file that an anchor goes to: one per month, so that the months before can be put where nothing can be changed. */
export const fileOf = (anchor: Pick<Anchor, 'at'>): string => `anchors-${anchor.at.slice(0, 7)}.ndjson`;

/** A file of anchors as long as it is now: what is appended later is not looked at. */
export interface AnchorFile {
  readonly path: string;
  readonly size: number;
}

/** The files of anchors of a directory, oldest first; or the one file that the path names. None when nothing is there. */
export const anchorFiles = (path: string): readonly AnchorFile[] => {
  if (!existsSync(path)) return [];
  const paths = statSync(path).isDirectory()
    ? readdirSync(path).filter((name) => NAME.test(name)).sort().map((name) => join(path, name)) // prettier-ignore
    : [path];
  return paths.map((one) => ({ path: one, size: statSync(one).size }));
};

/** A line of a file of anchors: the anchor, or null when the line is none. */
export interface AnchorLine {
  readonly anchor: Anchor | null;
  /** File and number of the line, for people. */
  readonly where: string;
}

/** The lines of the files, in their order. */
export async function* anchorLines(files: readonly AnchorFile[]): AsyncGenerator<AnchorLine> {
  for (const { path, size } of files) {
    if (size === 0) continue;
    const input = createReadStream(path, { encoding: 'utf8', end: size - 1 });
    let line = 0;
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line++;
      if (text.trim() !== '') yield { anchor: parseAnchor(text), where: `${path}:${line}` };
    }
  }
}
