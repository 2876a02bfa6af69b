import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

/** A broker from KAFKA_BROKERS, else a throw-away one (Docker, or Java 17 and Maven): its address, and what ends it. */
export const broker = async () => {
  if (process.env.KAFKA_BROKERS) return { address: process.env.KAFKA_BROKERS, stop: async () => undefined };
  const script = path.resolve(import.meta.dirname, '../../infra/test-kafka.mjs');
  const child = spawn(process.execPath, [script, 'any'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [line] = await new Promise((resolve) =>
    createInterface({ input: child.stdout }).once('line', (one) => resolve([one])),
  );
  const { address, error } = JSON.parse(line);
  if (error) throw new Error(`no Kafka: ${error}`);
  return { address, stop: async () => (child.stdin.end(), ended) };
};
