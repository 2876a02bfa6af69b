import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, type TransformCallback, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type SourceFile, unzipFault } from './source-file';

/** What a look over a file tells before it is imported. */
export interface Survey {
  /** Name of this import: the same bytes, mapping and instance have the same one. */
  readonly key: string;
  /** Line feeds in it, for progress: a record with line feeds in it counts for several. */
  readonly lines: number;
}

const LINE_FEED = 10;

class LineFeeds extends Writable {
  count = 0;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) this.count += 1;
    done();
  }
}

/** Reads a file once, some hundred megabytes a second. @throws BrokenFile when it can't be unzipped */
export const surveyOf = async (
  { path, zipped }: Pick<SourceFile, 'path' | 'zipped'>,
  mapping: string,
  url: string,
): Promise<Survey> => {
  const hash = createHash('sha256').update(`${url}\n${mapping}\n`);
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding: string, done: TransformCallback) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const feeds = new LineFeeds();
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  await (zipped ? pipeline(file, hashing, createGunzip(), feeds) : pipeline(file, hashing, feeds)).catch(
    (error: unknown) => {
      throw unzipFault(error);
    },
  );
  return { key: hash.digest('hex').slice(0, 32), lines: feeds.count };
};
