import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '@rapport/edge';
import { Advice } from './terminal';
import { runningInstance } from './up/instance';

/** The instance refused what it was asked for. */
export class Refused extends Advice {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** Where the first admin key of an embedded installation is kept, readable by its owner only. */
export const adminKeyFile = (dataDir: string): string => join(dataDir, 'admin.key');

/** The API of the instance that a verb speaks with. */
export interface Client {
  readonly url: string;
  /** Sends one request and waits, ten seconds when it is not said how long; the parsed JSON answer. @throws Refused with what the instance said, Advice when nothing answers. */
  ask(method: string, path: string, body?: unknown, patienceMs?: number): Promise<unknown>;
}

type Env = Readonly<Record<string, string | undefined>>;

const PATIENCE_MS = 10_000;

/** RAPPORT_URL, else the instance that runs from the data directory, else this machine's RAPPORT_PORT. */
export const urlOf = (config: Config, env: Env): string =>
  (env['RAPPORT_URL'] ?? runningInstance(config.dataDir)?.url ?? `http://127.0.0.1:${config.port}`).replace(/\/$/, '');

/** RAPPORT_ADMIN_KEY, else the key that the first start kept in the data directory. */
export const adminKeyOf = (config: Config): string | null => {
  try {
    return config.adminKey ?? readFileSync(adminKeyFile(config.dataDir), 'utf8').trim();
  } catch {
    return null;
  }
};

/** Opens the way to the instance with the admin key. @throws Advice when there is no key. */
export const connect = (env: Env): Client => {
  const config = readConfig(env);
  const url = urlOf(config, env);
  const key = adminKeyOf(config);
  if (key === null) {
    throw new Advice(`no admin key: set RAPPORT_ADMIN_KEY, or run this where ${adminKeyFile(config.dataDir)} is`);
  }
  return { url, ask: (...asked) => request(url, key, ...asked) };
};

const request = async (
  url: string,
  key: string,
  ...[method, path, body, patienceMs = PATIENCE_MS]: Parameters<Client['ask']>
): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: unknown) => {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    throw new Advice(`nothing answers at ${url} (${cause}): is it running? "rapport doctor" looks`);
  });
  const text = await response.text();
  if (response.ok) return text === '' ? null : (JSON.parse(text) as unknown);
  throw new Refused(response.status, `${url} answered ${response.status}: ${detailOf(text)}`);
};

/** So many of the faults of a request are told. */
const DETAILS_MAX = 10;

const detailOf = (text: string): string => {
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string; errors?: readonly { detail?: string }[] };
    const what = (problem.errors ?? []).flatMap(({ detail }) => detail ?? []).slice(0, DETAILS_MAX);
    return [problem.detail ?? problem.title ?? text, ...what].join('\n  ');
  } catch {
    return text.slice(0, 200);
  }
};
