import { Command, CommanderError } from 'commander';
import { Advice, answer, EXIT, say } from './terminal';
import { type Env, VERBS, type Verb } from './verbs';
import { versionText } from './version';

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

/** The one verb that a command line asks for, or asks help about. */
const askedOf = (args: readonly string[]): Verb | undefined => {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const name = first === 'help' ? second : first;
  return VERBS.find((verb) => verb.name === name);
};

/** Builds the command line around the verb that is asked for: loading all of them would take longer than most of them do. */
const programOf = async (asked: Verb | undefined, env: Env, exit: (code: number) => void): Promise<Command> => {
  const program = new Command('rapport')
    .description('customer interactions as immutable events; every view a fold of them')
    .usage('<command>')
    // What stands behind a verb is the verb's: `replay list --json` asks the list, not the replay.
    .enablePositionalOptions()
    .argument('[verb]')
    .option('-V, --version', 'which release this is, and of which commit it was built')
    .on('option:version', () => {
      answer(false, null, versionText);
      throw new CommanderError(EXIT.fine, 'commander.version', '');
    })
    .allowExcessArguments()
    .allowUnknownOption()
    .helpCommand('help [command]', 'what a command does and takes')
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${takesOf(command)}`.trimEnd() })
    .action((verb?: string) => {
      if (verb !== undefined) throw unknown(verb);
      program.outputHelp();
      exit(EXIT.usage);
    });
  for (const verb of VERBS) {
    const command = verb === asked ? (await verb.load())(env, exit) : new Command(verb.name);
    program.addCommand(command.description(verb.about));
  }
  return withOurExits(program);
};

const takesOf = (command: Command): string =>
  VERBS.find(({ name }) => name === command.name())?.takes ?? command.usage();

/** Runs one command line (without node and script); resolves with the exit code. */
export const run = async (args: readonly string[], env: Env): Promise<number> => {
  let code: number = EXIT.fine;
  try {
    const program = await programOf(askedOf(args), env, (given) => (code = given));
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    const { explain } = await import('./explain');
    const { text, code: bad } = explain(error);
    if (text !== '') say(text);
    return bad;
  }
};
