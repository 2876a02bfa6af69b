import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { BrokenFile, type FileFormat, formatOf } from '@rapport/adapters';
import { createGunzip } from 'node:zlib';
import { Advice, EXIT } from '../terminal';

/** A file to import. */
export interface SourceFile {
  readonly path: string;
  /** Name as lines in the quarantine carry it. */
  readonly name: string;
  readonly format: FileFormat;
  /** Its plain bytes, unzipped when it ends with .gz. */
  open(): AsyncIterable<Uint8Array>;
}

const checkFile = (path: string): void => {
  try {
    if (!statSync(path).isFile()) throw new Advice(`${path} is not a file`, EXIT.usage);
  } catch (error) {
    if (error instanceof Advice) throw error;
    throw new Advice(`${path} can't be read (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
};

/** The bytes of a file, unzipped when its name ends with .gz. @throws BrokenFile when it is none, or was cut off */
const plainBytes = async function* (path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const zipped = /\.gz$/i.test(path);
  const unzipped = zipped ? createGunzip() : null;
  if (unzipped) file.once('error', (error) => unzipped.destroy(error));
  try {
    yield* (unzipped ? file.pipe(unzipped) : file) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unzipFault(error);
  }
};

/** Says what a fault of zlib means; any other error is as it was. */
export const unzipFault = (error: unknown): unknown =>
  /^Z_/.test((error as { code?: string }).code ?? '')
    ? new BrokenFile('the file is not gzip, or its end is missing')
    : error;

/** Looks a file up; without a mapping (null) its lines are interactions. @throws Advice when it is not there or needs a mapping; MappingFault when its format is unclear */
export const sourceFile = (path: string, mapping: unknown): SourceFile => {
  checkFile(path);
  const format = formatOf(mapping, path);
  if (mapping === null && format.kind !== 'ndjson')
    throw new Advice(`${basename(path)} needs a mapping: say --map (docs/how-to/import.md)`, EXIT.usage);
  return {
    path,
    name: basename(path),
    format,
    open: () => plainBytes(path),
  };
};
