import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotRun } from '../cannot-run';

const SCRIPT = resolve(__dirname, '../../../../infra/test-kafka.mjs');

interface Said {
  readonly address?: string;
  readonly error?: string;
  readonly leader?: number;
}

/** Brokers in the care of a process that ends with this one, however this one ends. */
export interface Keeper {
  readonly child: ChildProcess;
  /** With commas between those of several brokers. */
  readonly address: string;
  /** Tells it to do something and waits for its answer. @throws when it says that something went wrong. */
  tell(what: string): Promise<Said>;
}

/** Starts one; `args` as infra/test-kafka.mjs takes them. @throws CannotRun when no broker can be had here. */
export const startKeeper = async (args: readonly string[]): Promise<Keeper> => {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Said> => {
    const { value, done } = await lines.next();
    return done ? { error: 'it ended' } : (JSON.parse(value) as Said);
  };
  const said = await next();
  if (said.address === undefined) throw new CannotRun(`no Kafka: ${said.error}`);
  const tell = async (what: string): Promise<Said> => {
    child.stdin.write(`${what}\n`);
    const answer = await next();
    if (answer.error !== undefined) throw new Error(`the broker: ${answer.error}`);
    return answer;
  };
  return { child, address: said.address, tell };
};

/** Nothing about it keeps this process alive; it still ends with this process. */
export const letGo = ({ child }: Keeper): void => {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
};
