import { readConfig } from '@rapport/edge';
import { Command } from 'commander';
import { urlOf } from '../client';
import { type CloseAnswer, closeLine } from '../close-text';
import { type Readiness, readinessOf } from '../readiness';
import { Advice, EXIT, answer, saidOnce, table } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;
type Views = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const faultLine = (fault: unknown, since: unknown, nextTryAt: unknown): string => {
  const then = nextTryAt ? `, tried again at ${String(nextTryAt)}` : ', stopped until somebody looks';
  return `${String(fault)}${since ? ` (since ${String(since)}${then})` : ''}`;
};

const faultsOf = (views: Views): (readonly [string, string])[] =>
  Object.entries(views).flatMap(([name, { fault, faultSince, nextTryAt }]) =>
    fault === undefined ? [] : [[name, faultLine(fault, faultSince, nextTryAt)] as const],
  );

const asText = (url: string, { status, checks }: Readiness): string => {
  const views = (checks['projections']?.['views'] ?? {}) as Views;
  const closes = (checks['closes']?.['underWay'] ?? []) as readonly CloseAnswer[];
  return [
    `${url} is ${status}`,
    ...Object.entries(checks).map(
      ([name, part]) => `  ${name}: ${part.status}${part.reason ? ` (${part.reason})` : ''}`,
    ),
    table([
      ['view', 'lag', 'waiting ms', 'parked', 'position'],
      ...Object.entries(views).map(([name, view]) => [
        name,
        ...['lag', 'oldestWaitingMs', 'parked', 'position'].map((figure) => String(view[figure] ?? '-')),
      ]),
    ]),
    ...closes.map((close) => `  ${closeLine(close)}`),
    ...[...saidOnce(faultsOf(views))].map(([fault, names]) => `  ${names}: ${fault}`),
  ].join('\n');
};

/** `rapport status`: how the running instance is. Exit 0 when it serves, 1 when it does not. */
export const status = (env: Env, exit: (code: number) => void): Command =>
  new Command('status').option('--json', 'as JSON', false).action(async ({ json }: { json: boolean }) => {
    const url = urlOf(readConfig(env), env);
    const readiness = await readinessOf(url).catch((error: Error) => {
      const reason = (error.cause as { code?: string } | undefined)?.code ?? error.message;
      throw new Advice(`nothing answers at ${url} (${reason}): is it running? "rapport doctor" looks`);
    });
    answer(json, { url, ...readiness }, () => asText(url, readiness));
    exit(readiness.status === 'up' || readiness.status === 'degraded' ? EXIT.fine : EXIT.failed);
  });
