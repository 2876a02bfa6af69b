import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory and what is missing above it, all with that mode; true when it was not there. Node's own `recursive` asks for ever where a
 * file system says of a new directory that it does not exist, as /proc does.
 * @throws the system's error, with `code` and `path`; ENOTSUP where no directory can be made.
 */
export const makeDirs = (path: string, mode = 0o777): boolean => {
  const dir = resolve(path);
  if (existsSync(dir)) {
    if (statSync(dir).isDirectory()) return false;
    throw fault('EEXIST', dir);
  }
  makeDirs(dirname(dir), mode);
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else has made it meanwhile.
    if (code === 'EEXIST' && existsSync(dir)) return makeDirs(dir, mode);
    throw code === 'ENOENT' ? fault('ENOTSUP', dir) : error;
  }
  return true;
};

const fault = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: mkdir '${path}'`), { code, path });
