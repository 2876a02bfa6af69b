import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A slow registry is no reason to give up; one that does not answer is. */
const PATIENCE_MS = 240_000;
const JAVA_AT_LEAST = 17;

/** Java's major version. @throws when there is none, or an older one than brokers of Kafka 4 need. */
export const requireJava = async (): Promise<void> => {
  const { stderr, stdout } = await run('java', ['-version']).catch(() => {
    throw new Error(`no Java (brokers need version ${JAVA_AT_LEAST} or newer)`);
  });
  const major = Number(/version "(\d+)/.exec(stderr + stdout)?.[1]);
  if (!(major >= JAVA_AT_LEAST)) throw new Error(`Java ${major} is too old: brokers need ${JAVA_AT_LEAST} or newer`);
};

/**
 * The folder with the broker's jars, outside the work tree, so that another clone on this machine need not fetch them again. The
 * first time they come from Maven (some 50 MB).
 * @throws when Maven is missing or cannot reach its registry.
 */
export const kafkaJars = async (root: string): Promise<string> => {
  const pom = join(root, 'infra/kafka/pom.xml');
  const version = /<kafka\.version>([^<]+)</.exec(readFileSync(pom, 'utf8'))![1]!;
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rapport');
  const lib = join(cache, `kafka-${version}`);
  if (existsSync(lib)) return lib;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetching-'));
  try {
    await run(
      'mvn',
      ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`],
      { timeout: PATIENCE_MS, cwd: fresh },
    ).catch((error: Error & { stdout?: string }) => {
      const line = /\[ERROR\] ([^\n]*)/.exec(error.stdout ?? '')?.[1] ?? error.message.split('\n')[0]!;
      throw new Error(`Maven could not fetch the broker: ${line}`);
    });
    // Whole or not at all; who loses a race has the same files.
    if (!existsSync(lib)) renameSync(fresh, lib);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return lib;
};
