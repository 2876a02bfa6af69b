import { Command } from 'commander';
import { connect } from '../client';
import { answer, table } from '../terminal';
import { asLine, asMovers, asReport, listLine, type MoverAnswer, type WhatIfAnswer } from './what-if-text';
import { idOf, watched } from './what-if-watched';

type Env = Readonly<Record<string, string | undefined>>;
interface Json {
  readonly json: boolean;
}

const show = (env: Env): Command =>
  new Command('show')
    .description('how far one is, and what came out')
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: Json) => {
      const found = (await connect(env).ask('GET', `/v1/what-ifs/${idOf(id)}`)) as WhatIfAnswer;
      answer(json, found, () => `${asLine(found)}\n${asReport(found)}`);
    });

const list = (env: Env): Command =>
  new Command('list')
    .description('the newest what-ifs')
    .option('--json', 'as JSON', false)
    .action(async ({ json }: Json) => {
      const { whatIfs } = (await connect(env).ask('GET', '/v1/what-ifs')) as { whatIfs: WhatIfAnswer[] };
      answer(json, whatIfs, () => table([['id', 'rule', 'state', 'movers', 'asked at'], ...whatIfs.map(listLine)]));
    });

const movers = (env: Env): Command =>
  new Command('movers')
    .description('who would move, highest value first')
    .argument('<id>')
    .option('--limit <number>', 'at most that many', '50')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { limit, json }: Json & { readonly limit: string }) => {
      const route = `/v1/what-ifs/${idOf(id)}/movers?limit=${encodeURIComponent(limit)}`;
      const page = (await connect(env).ask('GET', route)) as { readonly movers: readonly MoverAnswer[] };
      answer(json, page, () => asMovers(page.movers));
    });

const cancel = (env: Env): Command =>
  new Command('cancel')
    .description('call one off')
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: Json) => {
      const client = connect(env);
      await client.ask('POST', `/v1/what-ifs/${idOf(id)}/cancel`);
      const found = await watched(client, id);
      answer(json, found, () => asReport(found));
    });

const publish = (env: Env): Command =>
  new Command('publish')
    .description('publish the draft as the next version of its rule')
    .argument('<id>')
    .option('--reason <text>', 'into the log as it is; that of the draft when absent')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { reason, json }: Json & { readonly reason?: string }) => {
      const body = reason === undefined ? {} : { reason };
      const published = (await connect(env).ask('POST', `/v1/what-ifs/${idOf(id)}/publish`, body)) as {
        readonly rule: string;
        readonly version: number;
      };
      answer(json, published, () => `${published.rule} has version ${published.version}, from the next close on`);
    });

const drop = (env: Env): Command =>
  new Command('drop')
    .description('drop one with its result')
    .argument('<id>')
    .option('--json', 'as JSON', false)
    .action(async (id: string, { json }: Json) => {
      await connect(env).ask('DELETE', `/v1/what-ifs/${idOf(id)}`);
      answer(json, { id, dropped: true }, () => `dropped ${id}`);
    });

/** What can be done with a what-if that was asked. */
export const whatIfVerbs = (env: Env): readonly Command[] =>
  [show, list, movers, cancel, publish, drop].map((verb) => verb(env));
