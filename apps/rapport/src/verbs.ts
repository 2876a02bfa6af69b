import type { Command } from 'commander';

/** The environment that a verb reads its configuration from. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Makes a verb's command; it sets the exit code through `exit`. */
type Build = (env: Env, exit: (code: number) => void) => Command;

/** A verb as the list of all shows it; the rest of it is loaded when it is asked for. */
export interface Verb {
  readonly name: string;
  /** Its options and arguments in short. */
  readonly takes: string;
  readonly about: string;
  load(): Promise<Build>;
}

const verb = (name: string, takes: string, about: string, load: Verb['load']): Verb => ({ name, takes, about, load });

/** All verbs, in the order of the list. None is imported here: what the server stands on takes seconds to load. */
export const VERBS: readonly Verb[] = [
  verb(
    'up',
    '[options]',
    'start Rapport: the database, the API, the projector; Ctrl-C stops all of it',
    async () => (await import('./verbs/up')).up,
  ),
  verb(
    'import',
    '[options] <file...>',
    'bring histories in: CSV, TSV or NDJSON (also .gz) through a mapping; a second run adds nothing',
    async () => (await import('./verbs/import')).importVerb,
  ),
  verb(
    'tail',
    '[options]',
    'show the last events of the log, and what comes; personal values stay sealed',
    async () => (await import('./verbs/tail')).tail,
  ),
  verb(
    'quarantine',
    '[options]',
    'what was refused, by source and reason; try it again or give it up, one by one or all of a kind',
    async () => (await import('./verbs/quarantine')).quarantineVerb,
  ),
  verb(
    'retake',
    '[options] <topic>',
    'take records of a Kafka topic once more; what is there already changes nothing',
    async () => (await import('./verbs/retake')).retakeVerb,
  ),
  verb(
    'tasks',
    '[options]',
    'what there is to do about customers, the most urgent first',
    async () => (await import('./verbs/tasks')).tasksVerb,
  ),
  verb(
    'export',
    '[options] <what>',
    'write the log, or all rows of a projection, as NDJSON, CSV or Parquet; personal values stay sealed or masked',
    async () => (await import('./verbs/export')).exportVerb,
  ),
  verb(
    'sql',
    '[options] <sql>',
    'ask in SQL (DuckDB) over the log and all projections; personal values stay sealed or masked',
    async () => (await import('./verbs/sql')).sqlVerb,
  ),
  verb(
    'replay',
    '[options] <projections...>',
    'build a projection anew beside the live one, compare row by row, swap',
    async () => (await import('./verbs/replay')).replay,
  ),
  verb(
    'what-if',
    '[options] <rule> <file>',
    'ask what a rule would have decided if it were otherwise; nothing that is live changes',
    async () => (await import('./verbs/what-if')).whatIf,
  ),
  verb(
    'figure',
    '',
    'freeze a figure for good, and ask it again years later',
    async () => (await import('./verbs/figure')).figure,
  ),
  verb(
    'past',
    '[options] <projection>',
    'build all rows of a projection as of a moment in the past, beside the live ones',
    async () => (await import('./verbs/past')).past,
  ),
  verb(
    'projections',
    '[options]',
    'versions of projections that have tables; which are left from other releases',
    async () => (await import('./verbs/projections')).projectionsVerb,
  ),
  verb(
    'define',
    '[options] <file>',
    'describe a projection; it is built over the whole history and kept from then on',
    async () => (await import('./verbs/define')).define,
  ),
  verb('new', '', 'begin a projection in TypeScript, in a checkout', async () => (await import('./verbs/new')).newVerb),
  verb(
    'evaluate',
    '[options] <rule>',
    'hold the model of a rule against days that it has not seen, beside plain baselines',
    async () => (await import('./verbs/evaluate')).evaluate,
  ),
  verb(
    'demo',
    '[options]',
    'a seeded company: two years on all channels into the running instance, then live traffic',
    async () => (await import('./verbs/demo')).demo,
  ),
  verb(
    'doctor',
    '[options]',
    'say what is wrong with this installation, and what to do about it',
    async () => (await import('./verbs/doctor')).doctor,
  ),
  verb(
    'keys',
    '',
    'list, create and revoke access keys; change the keys of the vault',
    async () => (await import('./verbs/keys')).keys,
  ),
  verb(
    'status',
    '[options]',
    'how the running instance is: health, how far the views are',
    async () => (await import('./verbs/status')).status,
  ),
  verb(
    'verify',
    '[options]',
    'prove that nobody changed the history, or name the first event that was edited, deleted or moved',
    async () => (await import('./verbs/verify')).verify,
  ),
  verb(
    'reconcile',
    '[options] <topic>',
    'compare a Kafka topic with the log or the view: what is missing, repeated, out of order, foreign or altered',
    async () => (await import('./verbs/reconcile')).reconcile,
  ),
  verb(
    'republish',
    '[options]',
    'tell a range of the log once more, on a private Kafka topic',
    async () => (await import('./verbs/republish')).republish,
  ),
  verb(
    'backup',
    '[options] <folder>',
    'copy the embedded database into an empty folder, consistent, while Rapport runs or not',
    async () => (await import('./verbs/backup')).backup,
  ),
  verb(
    'restore',
    '[options] <folder>',
    'put a backup in the place of the embedded database, which is kept beside; Rapport must be stopped',
    async () => (await import('./verbs/restore')).restore,
  ),
  verb(
    'resume',
    '[options]',
    'let views go on after the log was restored or replaced',
    async () => (await import('./verbs/resume')).resume,
  ),
];
