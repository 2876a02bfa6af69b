import { Command, InvalidArgumentError } from 'commander';
import { connect } from '../client';
import { answer, EXIT, say } from '../terminal';
import { evaluationText, type Evaluation } from './evaluate-text';

type Env = Readonly<Record<string, string | undefined>>;

/** Reading and fitting a large history takes its time. */
const PATIENCE_MS = 600_000;
const DAYS_MAX = 3_660;
const UNITS: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** Days of `90d` or `13w`. Exported for its spec. @throws InvalidArgumentError */
export const holdoutOf = (text: string): number => {
  const [, count, unit] = /^(\d{1,4})([dw])$/.exec(text) ?? [];
  const days = Number(count) * (UNITS[unit ?? ''] ?? NaN);
  if (days >= 1 && days <= DAYS_MAX) return days;
  throw new InvalidArgumentError(`days or weeks like 90d or 13w, ${DAYS_MAX} days at most.`);
};

/** `rapport evaluate`: holds a rule's model against the last days of this installation's own history. */
export const evaluate = (env: Env, exit: (code: number) => void): Command =>
  new Command('evaluate')
    .argument('<rule>', 'a rule of the kind churn or contract-churn, by name')
    .option('--holdout <time>', 'how long before the last closed day everything is frozen: 13w, 90d', holdoutOf, 91)
    .option('--until <day>', 'last day of the outcome, where it is not the last closed day: 1998-06-30')
    .option('--json', 'as JSON', false)
    .action(async (rule: string, { holdout, until, json }: { holdout: number; until?: string; json: boolean }) => {
      say(`frozen ${holdout} days before ${until ?? 'the last closed day'}; fitting …`);
      const path = `/v1/rules/${encodeURIComponent(rule)}/evaluations`;
      const found = (await connect(env).ask('POST', path, { holdoutDays: holdout, until }, PATIENCE_MS)) as Evaluation;
      answer(json, found, () => evaluationText(found));
      if (!found.promoted) exit(EXIT.failed);
    });
