import { Command } from 'commander';
import { explain } from './explain';
import { Advice, EXIT, say } from './terminal';
import { backup } from './verbs/backup';
import { define } from './verbs/define';
import { demo } from './verbs/demo';
import { doctor } from './verbs/doctor';
import { evaluate } from './verbs/evaluate';
import { exportVerb } from './verbs/export';
import { importVerb } from './verbs/import';
import { keys } from './verbs/keys';
import { newVerb } from './verbs/new';
import { projectionsVerb } from './verbs/projections';
import { reconcile } from './verbs/reconcile';
import { replay } from './verbs/replay';
import { republish } from './verbs/republish';
import { restore } from './verbs/restore';
import { resume } from './verbs/resume';
import { sqlVerb } from './verbs/sql';
import { status } from './verbs/status';
import { tail } from './verbs/tail';
import { tasksVerb } from './verbs/tasks';
import { up } from './verbs/up';
import { verify } from './verbs/verify';
import { whatIf } from './verbs/what-if';

/** The environment that a verb reads its configuration from. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Promised, but not there: said plainly when asked for, and listed nowhere. */
const LATER: readonly string[] = ['bench'];

const unknown = (verb: string): Advice =>
  new Advice(
    LATER.includes(verb)
      ? `"rapport ${verb}" does not exist yet; see the status table in README.md`
      : `there is no "rapport ${verb}"; "rapport --help" lists what there is`,
    EXIT.usage,
  );

/** Wrong usage is an error of ours with exit code 2, in sub-commands too; commander would end the process with 1. */
const withOurExits = (command: Command): Command => {
  command.exitOverride().configureOutput({ writeErr: (text) => say(text.trimEnd()) });
  command.commands.forEach(withOurExits);
  return command;
};

/** Builds the command line; a verb sets its exit code through `exit`. */
const programOf = (env: Env, exit: (code: number) => void): Command => {
  const program = new Command('rapport')
    .description('customer interactions as immutable events; every view a fold of them')
    .usage('<command>')
    // What stands behind a verb is the verb's: `replay list --json` asks the list, not the replay.
    .enablePositionalOptions()
    .argument('[verb]')
    .allowExcessArguments()
    .allowUnknownOption()
    .action((verb?: string) => {
      if (verb !== undefined) throw unknown(verb);
      program.outputHelp();
      exit(EXIT.usage);
    });
  const verbs = [
    up,
    importVerb,
    tail,
    tasksVerb,
    exportVerb,
    sqlVerb,
    replay,
    whatIf,
    projectionsVerb,
    define,
    newVerb,
    evaluate,
    demo,
    doctor,
    keys,
    status,
    verify,
    reconcile,
    republish,
    backup,
    restore,
    resume,
  ];
  for (const verb of verbs) program.addCommand(verb(env, exit));
  return withOurExits(program);
};

/** Runs one command line (without node and script); resolves with the exit code. */
export const run = async (args: readonly string[], env: Env): Promise<number> => {
  let code: number = EXIT.fine;
  try {
    await programOf(env, (given) => (code = given)).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    const { text, code: bad } = explain(error);
    if (text !== '') say(text);
    return bad;
  }
};
