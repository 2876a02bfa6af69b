import { Command } from 'commander';
import { connect } from '../client';
import { EXIT, answer, say } from '../terminal';
import { readDefinition } from './define';
import { whatIfVerbs } from './what-if-asked';
import { asReport, type WhatIfAnswer } from './what-if-text';
import { watched } from './what-if-watched';

type Env = Readonly<Record<string, string | undefined>>;
interface Options {
  readonly detach: boolean;
  readonly json: boolean;
}

/** `rapport what-if`: what a rule would have decided if it were otherwise, over HTTP. Exit 1 when it failed or was cancelled. */
export const whatIf = (env: Env, exit: (code: number) => void): Command => {
  const command = new Command('what-if')
    .enablePositionalOptions()
    .argument('<rule>', 'its name; one that is new begins with nobody in it')
    .argument(
      '<file>',
      'the draft as YAML or JSON (- = standard input): kind, params, reason, effectiveFrom, as for PUT /v1/rules/{rule}',
    )
    .option('--detach', 'ask for it and do not wait', false)
    .option('--json', 'as JSON', false)
    .action(async (rule: string, file: string, { detach, json }: Options) => {
      const draft = readDefinition(file);
      const client = connect(env);
      const route = `/v1/rules/${encodeURIComponent(rule)}/what-if`;
      const asked = (await client.ask('POST', route, draft)) as WhatIfAnswer;
      say(`what-if ${asked.id}; it goes on when this command is ended`);
      const found = detach ? asked : await watched(client, asked.id);
      answer(json, found, () => (detach ? asked.id : asReport(found)));
      if (found.state === 'failed' || found.state === 'cancelled') exit(EXIT.failed);
    });
  for (const verb of whatIfVerbs(env)) command.addCommand(verb);
  return command;
};
