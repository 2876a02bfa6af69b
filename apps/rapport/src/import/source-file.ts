import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type FileFormat, formatOf } from '@rapport/adapters';
import { createGunzip } from 'node:zlib';
import { Advice, EXIT } from '../terminal';

/** A file to import. */
export interface SourceFile {
  readonly path: string;
  /** Name as lines in the quarantine carry it. */
  readonly name: string;
  readonly bytes: number;
  readonly format: FileFormat;
  /** Its plain bytes, unzipped when it ends with .gz, and how many bytes of the file itself were read. */
  open(): { readonly bytes: AsyncIterable<Uint8Array>; readonly bytesRead: () => number };
}

const sizeOf = (path: string): number => {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Advice(`${path} is not a file`, EXIT.usage);
    return found.size;
  } catch (error) {
    if (error instanceof Advice) throw error;
    throw new Advice(`${path} can't be read (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
};

/** Looks a file up. @throws Advice when it is not there; MappingFault when its format is unclear */
export const sourceFile = (path: string, mapping: unknown): SourceFile => ({
  path,
  name: basename(path),
  bytes: sizeOf(path),
  format: formatOf(mapping, path),
  open: () => {
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    const bytesRead = () => file.bytesRead;
    if (!/\.gz$/i.test(path)) return { bytes: file as AsyncIterable<Uint8Array>, bytesRead };
    const unzipped = createGunzip();
    file.once('error', (error) => unzipped.destroy(error));
    return { bytes: file.pipe(unzipped) as AsyncIterable<Uint8Array>, bytesRead };
  },
});
