import { say } from '../terminal';

/** Thrown between two steps of the start when somebody has asked for an end meanwhile. */
export class StopAsked extends Error {}

/** Things that were started, ended in reverse order; and the wish of whoever presses Ctrl-C. */
export interface Stopping {
  /** Resolves at the first of the signals. */
  readonly asked: Promise<void>;
  /** Notes how to end something that has just been started: orderly, and at once. */
  onStop(orderly: () => Promise<void>, force?: () => void): void;
  /** @throws StopAsked when an end was asked for. */
  step(): void;
  /** Ends everything, last first; a failure is said and does not keep the others running. */
  stop(): Promise<void>;
}

/** npm passes on a Ctrl-C that the terminal has already delivered: what comes this soon after the first is no second. */
const ECHO_MS = 400;

/** Ctrl-C, a supervisor's wish, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for these signals: the first one asks for an orderly end, another one forces it. */
export const listenForStop = (exit: (code: number) => void = (code) => process.exit(code)): Stopping => {
  const ends: { orderly: () => Promise<void>; force?: () => void }[] = [];
  let first = Number.POSITIVE_INFINITY;
  let ask: () => void = () => undefined;
  const asked = new Promise<void>((done) => (ask = done));
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (first === Number.POSITIVE_INFINITY) {
      first = now;
      say(`\n${signal}: finishing what is in hand; once more to end at once`);
      ask();
    } else if (now - first > ECHO_MS) {
      say('ending at once');
      for (const end of ends.reverse()) end.force?.();
      exit(130);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    asked,
    onStop: (orderly, force) => void ends.push(force ? { orderly, force } : { orderly }),
    step: () => {
      if (first !== Number.POSITIVE_INFINITY) throw new StopAsked();
    },
    stop: async () => {
      for (let end = ends.at(-1); end; end = ends.at(-1)) {
        await end.orderly().catch((error: unknown) => say(`while stopping: ${(error as Error).message}`));
        ends.pop();
      }
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
};
