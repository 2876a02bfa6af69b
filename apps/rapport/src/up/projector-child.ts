import { join } from 'node:path';
import { readConfig } from '@rapport/edge';
import { startProjector } from '@rapport/projector';
import { say } from '../terminal';
import type { ChildMessage } from './child';
import { sealedOpener } from './open-sealed';
import { threads } from './threads';

type Env = Readonly<Record<string, string | undefined>>;

/** A child without a parent has nobody to tell it anything: it ends, soon. */
const ALONE_MS = 3_000;

/**
 * The projector as a child of `rapport up`: begins when it is told to (it is loaded while the database gets ready), says when it is
 * ready, ends when it is told to, and when its parent is gone.
 * Signals are the parent's business; only SIGTERM, which nobody sends by accident, ends it in order too.
 */
export const runProjectorChild = async (env: Env): Promise<void> => {
  let stop: () => void = () => undefined;
  let isStarting = true;
  const asked = new Promise<void>((done) => (stop = done));
  let begin: () => void = () => undefined;
  const mayBegin = new Promise<void>((done) => (begin = done));
  // What has not begun has nothing to finish; it may be waiting for a database that will not let it in.
  void asked.then(() => isStarting && process.exit(0));
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', stop);
  const heed: Partial<Record<ChildMessage, () => void>> = { begin, stop };
  process.on('message', (message) => heed[message as ChildMessage]?.());
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), ALONE_MS).unref();
    stop();
  });
  try {
    await mayBegin;
    const config = readConfig(env);
    const { dataDir, databaseUrl, eventStoreUrl, zone, currency, signingKeyFile, anchorDir, auditViews } = config;
    const sealed = sealedOpener(config, env, databaseUrl!);
    const projector = await startProjector({
      url: databaseUrl!,
      storeUrl: eventStoreUrl ?? databaseUrl!,
      zone,
      currency,
      auditViews,
      chain: { signingKeyFile, anchorDir },
      ...threads(),
      scratch: join(dataDir, 'scratch'),
      open: sealed.open,
    });
    isStarting = false;
    process.send?.('ready' satisfies ChildMessage);
    await asked;
    await projector.stop();
    await sealed.close();
    process.exit(0);
  } catch (error) {
    const { explain } = await import('../explain');
    say(`projector: ${explain(error).text}`);
    process.exit(1);
  }
};
