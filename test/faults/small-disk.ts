import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CannotRun } from '@rapport/testing';

/** A file system of its own that can be filled up. */
export interface SmallDisk {
  /** Writes until nothing more goes in; octets written. */
  fill(): number;
  /** Takes away what filled it. */
  free(): void;
  /** Free octets. */
  left(): number;
  unmount(): void;
}

const MB = 1024 * 1024;

/**
 * Mounts a file system in memory at a directory.
 * @throws CannotRun where that is not possible: only root on Linux may.
 */
export const mountSmallDisk = (dir: string, megabytes: number): SmallDisk => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new CannotRun('only root on Linux can mount a small disk');
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    throw new CannotRun(`a small disk cannot be mounted here: ${(error as Error).message.replaceAll('\n', ' ')}`);
  }
  const ballast = join(dir, 'ballast');
  const fill = (): number => {
    const file = openSync(ballast, 'a');
    let written = 0;
    // Large pieces first, then what is left between them.
    for (let size = 4 * MB; size >= 4096; size /= 4)
      try {
        for (const piece = Buffer.alloc(size); ;) written += writeSync(file, piece);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOSPC') throw error;
      }
    closeSync(file);
    return written;
  };
  return {
    fill,
    free: () => rmSync(ballast, { force: true }),
    left: () => {
      const { bavail, bsize } = statfsSync(dir);
      return bavail * bsize;
    },
    // Lazily: somebody may still be in it.
    unmount: () => void (existsSync(dir) && execFileSync('umount', ['-l', dir], { stdio: 'pipe' })),
  };
};
