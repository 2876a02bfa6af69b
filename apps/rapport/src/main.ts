import 'reflect-metadata';
import { isLearningThread, learnInThread } from '@rapport/read-db';
import { runProjectorChild } from './up/projector-child';
import { CHILD_ENV } from './up/child';
import { run } from './program';

// A terminal that was closed, or a pipe whose reader has gone, must not keep us from ending in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// One file is every process: the command, the children that `rapport up` starts from it, and threads that learn a model.
if (isLearningThread()) learnInThread();
else if (process.env[CHILD_ENV] === 'projector') await runProjectorChild(process.env);
else {
  process.exitCode = await run(process.argv.slice(2), process.env);
  // Everything has been closed by now; a handle that somebody forgot must not keep the terminal waiting.
  setTimeout(() => process.exit(), 2_000).unref();
}
