import { join } from 'node:path';
import { whateverArrival } from './arrival';
import { closeWeeks } from './kill-closes';
import { type Imported, startImport } from './kill-import';
import { type Past, writePast } from './past';
import { everybody } from './people';
import type { Running, Site } from './site';
import { type State, stateOf } from './state';

/** What undisturbed work comes to, and the installations that disturbed work begins with. */
export interface Bases {
  readonly past: Past;
  readonly imported: Imported & { readonly state: State; readonly opened: State; readonly report: any };
  readonly closed: { readonly from: number; readonly to: number; readonly state: State };
}

const RECORDED = /"recordedAt":"[^"]*"/g;

/** Values that are sealed in the log differ by their nonces between imports, so they are compared as the API opens them. */
export const opened = async (run: Running): Promise<State> => {
  const { rows } = await run.get('/v1/projections/customer-view/rows?limit=40');
  const texts = (rows as { key: string }[]).map(async ({ key }) => {
    const answers = [await run.get(`/v1/customers/${key}`), await run.get(`/v1/customers/${key}/timeline?limit=20`)];
    return answers.map((answer) => whateverArrival('', JSON.stringify(answer))!.replaceAll(RECORDED, ''));
  });
  return new Map([['opened', (await Promise.all(texts)).flat()]]);
};

const importUndisturbed = async (site: Site, past: Past, from: number): Promise<Bases['imported']> => {
  site.copy('empty', 'import');
  const run = await site.start('import');
  const { answer: report } = await startImport(run, past).ended;
  const to = await run.drained();
  const runs = "select count(*)::int as runs from rapport_store.events where type = 'RuleRunClosed'";
  const counted = { from, to, runs: Number((await run.sql.one(runs))['runs']) };
  const came = { ...counted, report, state: await stateOf(run.sql, whateverArrival), opened: await opened(run) };
  await run.stop();
  site.remove('import');
  return came;
};

/**
 * Makes three installations, stopped: `empty` has everybody's handles, so that copies of it give the same people the same
 * ids, and nothing else; `full` has the past too; `closed` its closes.
 */
export const makeBases = async (site: Site, seed: number): Promise<Bases> => {
  const past = writePast(join(site.dir, 'past'), seed);
  let run = await site.start('empty');
  await run.post('/v1/interactions/batch', everybody());
  const from = await run.drained();
  await run.stop();

  site.copy('empty', 'full');
  run = await site.start('full');
  const { answer, said } = await run.command('import', ...past.files, '--map', past.mapping).ended;
  if (!answer?.balanced) throw new Error(`the import failed: ${said}`);
  const full = await run.drained();
  await run.stop();

  site.copy('full', 'closed');
  run = await site.start('closed');
  await closeWeeks(run);
  const closed = { from: full, to: await run.drained(), state: await stateOf(run.sql) };
  await run.stop();
  return { past, closed, imported: await importUndisturbed(site, past, from) };
};
