import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { parseDocument } from 'yaml';
import { type Client, Refused, connect } from '../client';
import { Advice, answer, EXIT, say, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly preview: boolean;
  readonly promote: boolean;
  readonly detach: boolean;
  readonly json: boolean;
}

/** As `POST /v1/projections` tells it. */
interface Defined {
  readonly name: string;
  readonly version: number;
}

interface Preview {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly sample: { readonly events: number; readonly counted: number };
  readonly events: number;
  readonly estimatedSeconds: number;
}

/** As `GET /v1/projections/{name}` tells it. */
interface Shown {
  readonly serving: number | null;
  readonly replay: { readonly state: string; readonly events: number; readonly total: number; readonly fault: string | null } | null; // prettier-ignore
}

const LOOK_MS = 500;
const ENDS = ['failed', 'cancelled'];

/** Reads a description as YAML, of which JSON is a part. Exported for its spec. @throws Advice with the line of what is wrong */
export const readDefinition = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new Advice(`${path} can't be read (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw new Advice(`${path} is neither YAML nor JSON: ${fault.message}`, EXIT.usage);
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (error) {
    throw new Advice(`${path} can't be taken: ${(error as Error).message}`, EXIT.usage);
  }
};

const cell = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

const previewText = ({ rows, sample, events, estimatedSeconds }: Preview): string => {
  const names = Object.keys(rows[0] ?? {});
  const shown =
    rows.length > 0 ? table([names, ...rows.map((row) => names.map((name) => cell(row[name])))]) : 'no rows';
  return `${shown}\nfrom the newest ${sample.events} of ${events} events, ${sample.counted} of them counted; building it all takes about ${estimatedSeconds} s`;
};

const NOT_YET: Shown = { serving: null, replay: null };

/** How far a description is. It is an event, which the projector has to read before anybody is told of it. */
const shownOf = (client: Client, name: string): Promise<Shown> =>
  (client.ask('GET', `/v1/projections/${name}`) as Promise<Shown>).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 404) return NOT_YET;
    throw error;
  });

/** Waits until a version serves, or is built and waits to be promoted; says how far it is. Exported for its spec. */
export const built = async (client: Client, { name, version }: Defined, promote: boolean): Promise<string> => {
  for (let said = ''; ; await pause(LOOK_MS)) {
    const { serving, replay } = await shownOf(client, name);
    if (serving === version) return `${name} v${version} serves: GET /v1/projections/${name}/rows`;
    if (!promote && replay?.state === 'ready') return `${name} v${version} is built and waits: rapport replay list`;
    if (replay && ENDS.includes(replay.state)) throw new Advice(`${name} v${version} was not built: ${replay.fault ?? replay.state}`); // prettier-ignore
    const line = replay ? `${name} v${version}: ${replay.state}, ${replay.events} of ${replay.total} events` : `${name} v${version}: waits for the projector`; // prettier-ignore
    if (line !== said) say((said = line));
  }
};

/** `rapport define`: describes a projection by a file, and waits until it is built. */
export const define = (env: Env): Command =>
  new Command('define')
    .argument('<file>', 'the description, YAML or JSON; "-" = stdin')
    .option('--preview', 'only show what a sample of events gives, and what building it would take', false)
    .option('--no-promote', 'let the version before serve until "rapport replay promote"')
    .option('--detach', 'do not wait until it is built', false)
    .option('--json', 'as JSON', false)
    .action(async (file: string, { preview, promote, detach, json }: Wanted) => {
      const document = readDefinition(file);
      const client = connect(env);
      if (preview) {
        const found = (await client.ask('POST', '/v1/projections/preview', document)) as Preview;
        return answer(json, found, () => previewText(found));
      }
      const defined = (await client.ask('POST', `/v1/projections?promote=${promote}`, document)) as Defined;
      const outcome = detach
        ? `${defined.name} v${defined.version} is being built`
        : await built(client, defined, promote);
      return answer(json, defined, () => outcome);
    });
