import { type Config, ConfigError, readConfig } from '@rapport/edge';
import { Command } from 'commander';
import { audit } from '../doctor/audit';
import { binaries } from '../doctor/binaries';
import { closes } from '../doctor/closes';
import { database } from '../doctor/database';
import { type Finding, type Look, fail, ok, reasonOf } from '../doctor/finding';
import { instance } from '../doctor/instance';
import { dataDir, disk, node, port } from '../doctor/machine';
import { ledger } from '../doctor/ledger';
import { progress } from '../doctor/progress';
import { retention } from '../doctor/retention';
import { EXIT, answer, saidOnce, table } from '../terminal';

const LOOKS: readonly Look[] = [
  node,
  dataDir,
  disk,
  port,
  binaries,
  database,
  progress,
  closes,
  audit,
  ledger,
  retention,
  instance,
];
const MARKS = { ok: 'ok', warn: 'WARN', fail: 'FAIL', skipped: '-' } as const;

type Env = Readonly<Record<string, string | undefined>>;

const configuration = (env: Env): { config: Config | null; findings: Finding[] } => {
  try {
    return { config: readConfig(env), findings: [ok('configuration', 'readable')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const fix = 'docs/how-to/configure.md lists all settings';
    return { config: null, findings: error.faults.map((fault) => fail('configuration', fault, fix)) };
  }
};

/** Everything that can be found out from here about why Rapport does not run, or not well. */
export const examine = async (env: Env): Promise<readonly Finding[]> => {
  const { config, findings } = configuration(env);
  if (config === null) return findings;
  // One after the other: the look at the port listens on it for a moment, and must not be taken for an instance.
  for (const look of LOOKS) {
    try {
      findings.push(...(await look({ config, env })));
    } catch (error) {
      findings.push(fail(look.name, `the look itself failed (${reasonOf(error)})`, 'please report this'));
    }
  }
  return findings;
};

const asText = (findings: readonly Finding[]): string => {
  const fixes = findings.flatMap(({ check, fix }) => (fix ? [[check, fix] as const] : []));
  return [
    table(findings.map(({ check, status, detail }) => [MARKS[status], check, detail])),
    ...[...saidOnce(fixes)].map(([fix, checks]) => `→ ${checks}: ${fix}`),
  ].join('\n');
};

/** `rapport doctor`: exit 0 when nothing fails, 1 when something does, 2 when asked wrongly. */
export const doctor = (env: Env, exit: (code: number) => void): Command =>
  new Command('doctor').option('--json', 'the findings as JSON', false).action(async ({ json }: { json: boolean }) => {
    const findings = await examine(env);
    const healthy = findings.every(({ status }) => status !== 'fail');
    answer(json, { healthy, findings }, () => asText(findings));
    exit(healthy ? EXIT.fine : EXIT.failed);
  });
