import { BrokenFile } from '@rapport/adapters';
import { type Config } from '@rapport/edge';
import { adminKeyOf, connect, urlOf } from '../client';
import { Advice } from '../terminal';
import { faultOf, unreadFile } from './broken-off';
import { type Checkpoint, openCheckpoint, stillTrue } from './checkpoint';
import { closeDays } from './close-days';
import type { Period } from './close-span';
import type { Closes } from './closes';
import { importFile } from './import-file';
import { NATIVE, readMappingFile } from './mapping-file';
import { Refusals } from './refusals';
import { type FileReport, type ImportReport, reportOf } from './report';
import { type SourceFile, sourceFile } from './source-file';
import { surveyOf } from './survey';

type Env = Readonly<Record<string, string | undefined>>;

export interface ImportOptions {
  /** Path of the mapping; null when the lines are interactions already. */
  readonly map: string | null;
  readonly connections: number;
  readonly batch: number;
  readonly gzip: boolean;
  /** Seconds. */
  readonly patience: number;
  /** Send everything, whatever the last run acknowledged. */
  readonly again: boolean;
  readonly close: Period | null;
  /** The first day to be closed; null = that of the earliest event. */
  readonly closeFrom: string | null;
  /** After closes, wait until the rules have decided. */
  readonly wait: boolean;
}

/** Looks up all files with the mapping before anything is sent. @throws Advice | MappingFault */
export const prepare = (
  paths: readonly string[],
  map: string | null,
): { readonly files: readonly SourceFile[]; readonly spec: unknown; readonly text: string } => {
  const mapping = map === null ? NATIVE : readMappingFile(map);
  return { ...mapping, files: paths.map((path) => sourceFile(path, mapping.spec)) };
};

/** Imports files one after the other, then closes their days when asked. */
export const runImport = async (
  paths: readonly string[],
  options: ImportOptions,
  { config, env }: { readonly config: Config; readonly env: Env },
): Promise<ImportReport> => {
  const started = performance.now();
  const { files, spec, text } = prepare(paths, options.map);
  const client = connect(env);
  const key = adminKeyOf(config);
  if (key === null) throw new Advice('no key: set RAPPORT_ADMIN_KEY');
  const target = { url: urlOf(config, env), key, gzip: options.gzip, patienceMs: options.patience * 1_000 };
  // Who asks an instance that is not there hears it at once; patience is for one that goes away in between.
  await client.ask('GET', '/health/live');
  const refusals = new Refusals();
  const ask = (path: string): Promise<unknown> => client.ask('GET', path);
  const reports: FileReport[] = [];
  for (const file of files) {
    const { connections, batch } = options;
    const one = async (): Promise<FileReport> => {
      const survey = await surveyOf(file, text, target.url);
      const checkpoint = openCheckpoint(config.dataDir, survey.key, file.name);
      return importFile({
        ...{ file, mapping: spec, target, connections, batch, refusals, save: checkpoint.write },
        totalLines: survey.lines,
        knownUpTo: options.again ? 0 : await knownLines(checkpoint.found, ask),
      });
    };
    const report = await one().catch((error: unknown) => {
      if (error instanceof BrokenFile) return unreadFile(file.name, error.message);
      throw error;
    });
    reports.push(report);
    if (report.broken !== null) break;
  }
  const notBegun = files.slice(reports.length).map(({ name }) => name);
  const { close: every, closeFrom, wait } = options;
  const broken = faultOf(reports, notBegun);
  const end =
    every !== null && broken === null
      ? await closed(() => closeDays(client, reports, { every, closeFrom, wait, patienceMs: target.patienceMs }))
      : { closes: null, fault: broken };
  return reportOf(reports, refusals.list, end, (performance.now() - started) / 1_000);
};

/** What became of the closes: whoever is told why there are none is also told that everything is in. */
const closed = async (close: () => Promise<Closes | null>): Promise<Pick<ImportReport, 'closes' | 'fault'>> => {
  try {
    return { closes: await close(), fault: null };
  } catch (error) {
    if (!(error instanceof Advice)) throw error;
    return { closes: null, fault: `The files are in, but their days could not be closed: ${error.message}` };
  }
};

/** Lines that need not be sent again. A run with refused lines is repeated as a whole: what was wrong may be mended. */
const knownLines = async (found: Checkpoint, ask: (path: string) => Promise<unknown>): Promise<number> =>
  found.line > 0 && found.refused === 0 && (await stillTrue(found, ask)) ? found.line : 0;
