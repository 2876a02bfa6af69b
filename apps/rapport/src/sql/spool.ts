import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exported } from '../verbs/export-pages';

/** Runs something with a folder of its own, which only this user may read and which is gone afterwards. */
export const withFolder = async <T>(run: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-sql-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Writes what is exported into a file, page by page, as lines of JSON. Says how many there are. */
export const spool = async (
  exported: Exported,
  file: string,
  counted: (items: number) => void = () => undefined,
): Promise<number> => {
  let items = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const page of exported.pages()) {
      yield page.map((item) => `${JSON.stringify(item)}\n`).join('');
      counted((items += page.length));
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
  return items;
};
