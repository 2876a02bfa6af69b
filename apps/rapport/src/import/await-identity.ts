import { setTimeout as sleep } from 'node:timers/promises';
import { Advice } from '../terminal';
import type { Ask } from './checkpoint';

const LOOK_MS = 200;

interface Progress {
  readonly projections: readonly { readonly projection: string; readonly position: string }[];
}

/**
 * Waits until identity has come to the end that the log has now. A close ranks customers as they are known at its place in the
 * log: asked for at once, it would take for two people whoever the last events of an import make one.
 * @throws Advice when it takes longer than the patience
 */
export const awaitIdentity = async (ask: Ask, patienceMs: number): Promise<void> => {
  const until = performance.now() + patienceMs;
  for (let head: string | undefined; ; await sleep(LOOK_MS)) {
    try {
      head ??= ((await ask('/v1/events?limit=1')) as { head: string }).head;
      const { projections } = (await ask('/v1/projections')) as Progress;
      const position = projections.find(({ projection }) => projection === 'identity')?.position ?? '';
      if (position >= head) return;
    } catch (error) {
      // It may be away for a moment, as it may be while events are sent.
      if (!(error instanceof Advice) || performance.now() > until) throw error;
    }
    if (performance.now() > until)
      throw new Advice(
        'everything is imported, and nothing closed yet: it is not known who is who so far (is a projector running? ' +
          '"rapport status" tells). Run the same command again: it closes then.',
      );
  }
};
