import { readConfig } from '@rapport/edge';
import { isDay } from '@rapport/events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PERIODS, type Period } from '../import/close-span';
import { dryRun } from '../import/dry-run';
import { isClean, reportText } from '../import/report';
import { prepare, runImport } from '../import/run-import';
import { Advice, EXIT, answer, say } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

interface Options {
  readonly map?: string;
  readonly close?: Period;
  readonly closeFrom?: string;
  readonly dryRun?: number | true;
  readonly connections: number;
  readonly batch: number;
  readonly patience: number;
  readonly wait: boolean;
  readonly gzip: boolean;
  readonly again: boolean;
  readonly json: boolean;
}

const DRY_LINES = 10;

const whole =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`a whole number from ${min} to ${max}.`);
  };

const day = (text: string): string => {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('a day like 2019-01-01.');
};

const show = async (files: readonly string[], { map, dryRun: lines, json }: Options): Promise<void> => {
  const prepared = prepare(files, map ?? null);
  for (const file of prepared.files) {
    const shown = await dryRun(file, prepared.spec, lines === true ? DRY_LINES : lines!);
    answer(json, { file: file.name, shown }, () => [file.name, ...shown.map((one) => JSON.stringify(one))].join('\n'));
  }
  say('nothing was sent');
};

/** `rapport import`: exit 0 when every line is in or left out on purpose, 1 when some were refused, 2 when asked wrongly. */
export const importVerb = (env: Env, exit: (code: number) => void): Command =>
  new Command('import')
    .argument('<file...>', 'files, imported in this order')
    .option('--map <file>', 'the mapping (docs/how-to/import.md); NDJSON without one holds interactions')
    .addOption(new Option('--close <period>', 'then close the imported past').choices([...PERIODS]))
    .option('--close-from <day>', 'with --close: from this day on, and not from that of the earliest event', day)
    .option('--no-wait', 'with --close: do not wait until the rules have decided')
    .addOption(
      new Option('--dry-run [lines]', 'show what the first lines become, send nothing').argParser(whole(1, 1e6)),
    )
    .option('--connections <n>', 'requests at a time', whole(1, 32), 3)
    .option('--batch <n>', 'events in a request', whole(1, 10_000), 1_000)
    .option('--patience <seconds>', 'how long to wait for an instance that is away or busy', whole(0, 86_400), 300)
    .option('--gzip', 'send compressed, for slow lines', false)
    .option('--again', 'send also what the last run is known to have sent', false)
    .option('--json', 'the report as JSON', false)
    .action(async (files: string[], options: Options) => {
      if (options.dryRun !== undefined) return show(files, options);
      if (options.closeFrom && !options.close) throw new Advice('--close-from goes with --close', EXIT.usage);
      const report = await runImport(
        files,
        { ...options, map: options.map ?? null, close: options.close ?? null, closeFrom: options.closeFrom ?? null },
        { config: readConfig(env), env },
      );
      answer(options.json, report, () => reportText(report));
      if (report.fault !== null) say(report.fault);
      exit(isClean(report) ? EXIT.fine : EXIT.failed);
    });
