import { isMainThread } from 'node:worker_threads';
import { OUT_OF_FILES, isOutOfFiles } from './open-files';
import { say } from './terminal';
import { CHILD_ENV } from './up/child';

// A terminal that was closed, or a pipe whose reader has gone, must not keep us from ending in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// One file is every process: the command, the children that `rapport up` starts from it, and threads that learn a model or fold.
// Each loads what it needs and no more.
const begin = async (): Promise<void> => {
  if (!isMainThread) {
    const { runThread } = await import('./up/thread');
    runThread();
  } else if (process.env[CHILD_ENV] === 'projector') {
    const { runProjectorChild } = await import('./up/projector-child');
    await runProjectorChild(process.env);
  } else {
    const { run } = await import('./program');
    process.exitCode = await run(process.argv.slice(2), process.env);
    // Everything has been closed by now; a handle that somebody forgot must not keep the terminal waiting.
    setTimeout(() => process.exit(), 2_000).unref();
  }
};

try {
  await begin();
} catch (error) {
  // Whoever can open no file cannot load what explains errors, either.
  if (!isMainThread || !isOutOfFiles(error)) throw error;
  say(OUT_OF_FILES);
  process.exit(1);
}
