import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Advice, EXIT } from './terminal';

/** Where to write: a file, or stdout with "-" or nothing. */
export interface Target {
  readonly out?: string | undefined;
  readonly force: boolean;
}

/** A reader that has had enough (`| head`) ends it without a fault. */
const isEnough = (error: unknown): boolean => (error as { code?: string }).code === 'EPIPE';

/** Takes an unfinished file away, if it ever was there. */
const removed = (part: string): void => {
  try {
    rmSync(part, { force: true });
  } catch {
    // What kept it from being written keeps it from being removed.
  }
};

/** A file appears under its name only when it is whole: `make` writes it under another one. @throws Advice when it is there already */
export const wholeFile = async <T>(out: string, force: boolean, make: (part: string) => Promise<T>): Promise<T> => {
  if (existsSync(out) && !force) throw new Advice(`${out} exists: --force replaces it`, EXIT.usage);
  const part = `${out}.part`;
  try {
    const made = await make(part);
    renameSync(part, out);
    return made;
  } catch (error) {
    removed(part);
    const { code, syscall } = error as { code?: string; syscall?: string };
    throw syscall === undefined ? error : new Advice(`cannot write ${out} (${code})`);
  }
};

/** Writes text as it comes. */
export const writeText = async (text: AsyncIterable<string>, { out, force }: Target): Promise<void> => {
  if (out === undefined || out === '-') {
    await pipeline(Readable.from(text), process.stdout, { end: false }).catch((error: unknown) => {
      if (!isEnough(error)) throw error;
    });
    return;
  }
  await wholeFile(out, force, (part) => pipeline(Readable.from(text), createWriteStream(part, { mode: 0o600 })));
};
