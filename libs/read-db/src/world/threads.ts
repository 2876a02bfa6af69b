import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FoldingThreads } from '../replay/threads/folders';

const ROOT = resolve(__dirname, '../../../..');
const link = (file: string): string => JSON.stringify(pathToFileURL(file).href);
/** The program in its thread: reads the TypeScript as it is. */
const PROGRAM = `import(${link(join(ROOT, 'infra/typescript.mjs'))})
  .then(() => import(${link(join(__dirname, '../replay/threads/folding-thread.ts'))}))
  .then((it) => it.isFoldingThread() && it.foldInThread())`;

/** Threads that fold from the first event on, or do what `entry` says instead. */
export const threads = (entry = PROGRAM): FoldingThreads => ({ entry, count: 3, from: 1, options: { eval: true } });
