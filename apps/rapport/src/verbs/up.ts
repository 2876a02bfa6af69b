import { readConfig } from '@rapport/edge';
import { Command } from 'commander';
import { answer } from '../terminal';
import { bannerOf } from '../up/banner';
import { startInstance } from '../up/start';
import { StopAsked, listenForStop } from '../up/stopping';

type Env = Readonly<Record<string, string | undefined>>;

/** `rapport up`: everything in one process tree, or the roles of RAPPORT_ROLES; runs until it is told to stop. */
export const up = (env: Env): Command =>
  new Command('up')
    .option('--json', 'say that it is ready in one JSON object', false)
    .action(async ({ json }: { json: boolean }) => {
      const config = readConfig(env);
      const stopping = listenForStop();
      try {
        const started = await startInstance(config, env, stopping);
        answer(json, started, () => bannerOf(started));
        await stopping.asked;
      } catch (error) {
        if (!(error instanceof StopAsked)) throw error;
      } finally {
        await stopping.stop();
      }
    });
