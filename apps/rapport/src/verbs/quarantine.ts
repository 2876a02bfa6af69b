import { Command } from 'commander';
import { connect } from '../client';
import { answer, say, table } from '../terminal';
import { listVerb, showVerb } from './quarantine-list';
import { dismissVerb, redriveVerb } from './quarantine-settle';

type Env = Readonly<Record<string, string | undefined>>;

/** As `GET /v1/quarantine/counts` tells it. */
interface Counts {
  readonly counts: readonly {
    readonly source: string | null;
    readonly code: string;
    readonly entries: number;
    readonly times: number;
    readonly firstReceivedAt: string;
    readonly lastReceivedAt: string;
  }[];
  readonly overflow: readonly {
    readonly keyId: string;
    readonly day: string;
    readonly code: string;
    readonly events: number;
  }[];
}

const shown = ({ counts, overflow }: Counts): string => {
  const kept =
    counts.length === 0
      ? 'nothing is kept: all that came was taken, settled, or has expired'
      : table([
          ['source', 'reason', 'entries', 'came', 'first', 'last'],
          ...counts.map(({ source, code, entries, times, firstReceivedAt, lastReceivedAt }) => [
            ...[source ?? '-', code, String(entries), String(times), firstReceivedAt, lastReceivedAt],
          ]),
        ]);
  const over = overflow.map(({ keyId, day, code, events }) => `not kept, only counted: ${events} × ${code} of ${keyId} on ${day} (its share was full)`); // prettier-ignore
  return [kept, ...over].join('\n');
};

/** `rapport quarantine`: what was refused, and what to do about it. */
export const quarantineVerb = (env: Env, exit: (code: number) => void): Command =>
  new Command('quarantine')
    .option('--json', 'as JSON', false)
    .addCommand(listVerb(env))
    .addCommand(showVerb(env))
    .addCommand(redriveVerb(env, exit))
    .addCommand(dismissVerb(env))
    .action(async ({ json }: { json: boolean }) => {
      const counts = (await connect(env).ask('GET', '/v1/quarantine/counts')) as Counts;
      answer(json, counts, () => shown(counts));
      if (!json && counts.counts.length > 0) say('"rapport quarantine redrive --help" tells how to try them again');
    });
