import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { BrokenFile, type FileFormat, formatOf } from '@rapport/adapters';
import { createGunzip } from 'node:zlib';
import { Advice, EXIT } from '../terminal';
import { containerOf } from './containers';

/** A file to import. */
export interface SourceFile {
  readonly path: string;
  /** Name as lines in the quarantine carry it. */
  readonly name: string;
  readonly format: FileFormat;
  /** It is gzip, whatever its name is. */
  readonly zipped: boolean;
  /** Its plain bytes. */
  open(): AsyncIterable<Uint8Array>;
}

const TWICE = 'an import reads its files twice, so write what comes there to a file first';

const checkFile = (path: string): void => {
  if (path === '-') throw new Advice(`nothing is read from stdin: ${TWICE}`, EXIT.usage);
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new Advice(`${path} is a directory: name the files in it`, EXIT.usage);
    if (!found.isFile()) throw new Advice(`${path} is not a file but a pipe or a device: ${TWICE}`, EXIT.usage);
  } catch (error) {
    if (error instanceof Advice) throw error;
    throw new Advice(`${path} can't be read (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
};

/** The bytes of a file. @throws BrokenFile when it is no gzip and should be, or was cut off */
const plainBytes = async function* (path: string, zipped: boolean): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
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
  // What no lines can be read from has no kind either, whatever is said of it.
  const { zipped, foreign } = containerOf(path);
  if (foreign !== null) throw new Advice(`${path} is ${foreign}`, EXIT.usage);
  const format = formatOf(mapping, path);
  if (mapping === null && format.kind !== 'ndjson')
    throw new Advice(`${basename(path)} needs a mapping: say --map (docs/how-to/import.md)`, EXIT.usage);
  return { path, name: basename(path), format, zipped, open: () => plainBytes(path, zipped) };
};
