import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { parseAnchor, type Anchor } from './anchor';
import { anchorFiles } from './anchor-files';

const LINE_MAX = 4_096;

/** Appends in one write; a line that a crash left unfinished gets its end first, and is no anchor then. */
export const appendLines = (path: string, lines: readonly string[]): void => {
  const file = openSync(path, 'a+', 0o644);
  try {
    const { size } = statSync(path);
    const last = Buffer.alloc(1);
    const isTorn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
    writeSync(file, `${isTorn ? '\n' : ''}${lines.join('\n')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** The last whole anchor of the directory. */
export const lastOf = (directory: string): Anchor | null => {
  for (const { path, size } of [...anchorFiles(directory)].reverse()) {
    const length = Math.min(size, LINE_MAX);
    const tail = Buffer.alloc(length);
    const file = openSync(path, 'r');
    try {
      readSync(file, tail, 0, length, size - length);
    } finally {
      closeSync(file);
    }
    for (const line of tail.toString().split('\n').reverse()) {
      const anchor = parseAnchor(line);
      if (anchor) return anchor;
    }
  }
  return null;
};
