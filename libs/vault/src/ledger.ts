import { open, type FileHandle } from 'node:fs/promises';
import { createReadStream, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { makeDirs } from '@rapport/postgres';
import { lineOf, type LedgerLine } from './ledger-line';

/** The ledger can't be read or written; the message says what to do. */
export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
}

/** What was destroyed for good, in a file outside the database: a backup that is put back does not know it. */
export interface Ledger {
  readonly path: string;
  /** On the disk when it resolves. @throws LedgerFault */
  append(line: LedgerLine): Promise<void>;
  /** All lines, oldest first, without those that a crash cut off. @throws LedgerFault on any other that is none */
  lines(): AsyncGenerator<LedgerLine>;
}

const NEW_LINE = 0x0a;

const fault = (path: string, what: string, cause: unknown): LedgerFault => {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return new LedgerFault(`the erasure ledger ${path} ${what} (${code || String(cause)})`, { cause });
};

/** The directory's entry of a new file must be on the disk too. */
const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

/** True when the last line was cut off by a crash: what follows must not be glued to it. */
const isTorn = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== NEW_LINE;
};

const write = async (path: string, line: LedgerLine): Promise<void> => {
  makeDirs(dirname(path));
  const isNew = !existsSync(path);
  const file = await open(path, 'a+', 0o600);
  try {
    const text = `${(await isTorn(file)) ? '\n' : ''}${JSON.stringify(line)}\n`;
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if (isNew) await syncDirectory(path);
};

async function* read(path: string): AsyncGenerator<LedgerLine> {
  if (!existsSync(path)) return;
  let number = 0;
  const input = createReadStream(path, 'utf8').on('error', () => undefined);
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    const line = lineOf(text);
    if (line) yield line;
    // A line that a crash cut off has no end: nobody was told that it is there, and it was written again.
    else if (text.endsWith('}'))
      throw new LedgerFault(`line ${number} of the erasure ledger ${path} is damaged: ${ADVICE}`);
  }
  if (input.errored) throw fault(path, 'cannot be read', input.errored);
}

const ADVICE = 'put its copy back; without it, somebody who was erased could come back from a backup';

/** Opens the ledger in a file; it need not exist yet. Several processes may append to one file. */
export const openLedger = (path: string): Ledger => {
  let last: Promise<void> = Promise.resolve();
  return {
    path,
    append(line) {
      const mine = last.then(() =>
        write(path, line).catch((error: unknown) => {
          throw fault(path, 'cannot be written', error);
        }),
      );
      last = mine.catch(() => undefined);
      return mine;
    },
    lines: () => read(path),
  };
};
