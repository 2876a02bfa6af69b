import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DataDirInUse } from './errors';
import { birthOf } from './process';

interface Owner {
  readonly pid: number;
  readonly birth: string | undefined;
}

/**
 * Makes this process the owner of the data directory; returns the release. An owner that was killed counts as gone, also
 * when its process id has been given to somebody else meanwhile.
 * @throws DataDirInUse when a living process owns it.
 */
export const own = (dataDir: string, ownerFile: string): (() => void) => {
  const me: Owner = { pid: process.pid, birth: birthOf(process.pid) };
  const mine = `${ownerFile}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // A link is made only if the name is free, and appears with its content: no half-written file can be read.
        linkSync(mine, ownerFile);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readOwner(ownerFile);
        if (owner && owner.birth !== undefined && birthOf(owner.pid) === owner.birth)
          throw new DataDirInUse(dataDir, owner.pid);
        rmSync(ownerFile, { force: true });
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(ownerFile, { force: true });
};

const readOwner = (ownerFile: string): Owner | undefined => {
  try {
    return JSON.parse(readFileSync(ownerFile, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
};
