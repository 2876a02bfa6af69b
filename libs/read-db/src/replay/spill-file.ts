import { randomUUID } from 'node:crypto';
import { readSync } from 'node:fs';
import { mkdir, open, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Where something stands in a spill file, in octets. */
export interface Extent {
  readonly at: number;
  readonly length: number;
}

/** The disk has no room for what does not fit into memory. */
export class NoRoom extends Error {
  constructor(dir: string, wanted: number, free: number) {
    const megabytes = (octets: number): number => Math.ceil(octets / 1024 / 1024);
    super(
      `no room in ${dir} for events that do not fit into memory: ${megabytes(wanted)} MB more are needed, ` +
        `${megabytes(free)} MB are free, of which ${megabytes(LEFT_FREE)} MB are left to others`,
    );
    this.name = 'NoRoom';
  }
}

const TOO_SHORT = 'a spill file ends too early';
/** What is left to the database, which may be on the same disk. */
const LEFT_FREE = 256 * 1024 * 1024;

/**
 * What one process sets aside for a while. The file has lost its name as soon as it is open, so that nothing of it is left however the
 * process ends, and nobody else can open it.
 */
export class SpillFile {
  #end = 0;

  private constructor(
    private readonly dir: string,
    private readonly file: FileHandle,
  ) {}

  /** @param dir is made if it is not there */
  static async open(dir: string): Promise<SpillFile> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const path = join(dir, `spill-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new SpillFile(dir, file);
  }

  /** @throws NoRoom before the disk is full */
  async secure(octets: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.dir);
    if (bavail * bsize - LEFT_FREE < octets) throw new NoRoom(this.dir, octets, bavail * bsize);
  }

  async append(text: string): Promise<Extent> {
    const octets = Buffer.from(text);
    const extent = { at: this.#end, length: octets.length };
    for (let done = 0; done < octets.length;) {
      done += (await this.file.write(octets, done, octets.length - done, extent.at + done)).bytesWritten;
    }
    this.#end += octets.length;
    return extent;
  }

  async read({ at, length }: Extent): Promise<string> {
    const octets = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.file.read(octets, done, length - done, at + done);
      if (bytesRead === 0) throw new Error(TOO_SHORT);
      done += bytesRead;
    }
    return octets.toString();
  }

  /** The open file, for other threads of this process. */
  get descriptor(): number {
    return this.file.fd;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** The same in another thread, which has nothing else to do meanwhile. @param descriptor of the open file */
export const readExtent = (descriptor: number, { at, length }: Extent): string => {
  const octets = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const count = readSync(descriptor, octets, done, length - done, at + done);
    if (count === 0) throw new Error(TOO_SHORT);
    done += count;
  }
  return octets.toString();
};
