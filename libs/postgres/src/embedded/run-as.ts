import { execFileSync } from 'node:child_process';
import { EmbeddedFailed } from './errors';

/** The OS user that PostgreSQL runs as; empty = ourselves. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root, so root runs it as `postgres` or, where there is none, as `nobody`. */
export const runAs = (): RunAs => {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new EmbeddedFailed('PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody" here');
};

/** A small environment: locale and time zone fixed, nothing of ours (such as secrets) handed on. */
export const serverEnv = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });
