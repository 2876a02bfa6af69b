import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { newProjection, repositoryOf } from '../new/new-projection';
import { answer, say } from '../terminal';

interface Wanted {
  readonly question: string;
  readonly on: string;
  readonly json: boolean;
}

/** Lays the files out as the repository does, where its tools are installed. */
const laidOut = (root: string, files: readonly string[]): void => {
  const prettier = join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  if (!existsSync(prettier)) return say('prettier is not installed here: "npm ci && npm run fix" lays the files out');
  execFileSync(process.execPath, [prettier, '--log-level', 'warn', '--write', ...files], { cwd: root, stdio: 'inherit' }); // prettier-ignore
};

const projection = (): Command =>
  new Command('projection')
    .description('four files with a spec that fails until you say what should come out, and a line in the registry')
    .argument('<name>', 'small letters, words with a hyphen between: repeat-callers')
    .option('--question <text>', 'the question that it answers', 'How much was there of one customer, and when last?')
    .option('--on <types>', 'event types that it handles, with commas between', 'PurchaseMade')
    .option('--json', 'the written files as JSON', false)
    .action((name: string, { question, on, json }: Wanted) => {
      const root = repositoryOf(process.cwd());
      const types = [...new Set(on.split(',').map((type) => type.trim()))];
      const files = newProjection(root, { name, question: question.replaceAll(/\s+|\*\//g, ' '), types });
      laidOut(root, files);
      answer(json, files, () => files.join('\n'));
      say(`now: npx jest --selectProjects projections --testPathPatterns ${name}   (docs/how-to/add-a-projection.md)`);
    });

/** `rapport new`: begins what is written in TypeScript, in a checkout. */
export const newVerb = (): Command => new Command('new').addCommand(projection());
