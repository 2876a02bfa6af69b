/**
 * What an analyst feels: a history comes in by `rapport import` (to a fresh store, until all views have it), the same file
 * again (with the checkpoint of the first run, and with every line sent anew), and views are rebuilt from the log.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { generator } from './generate.mjs';
import { cpuSeconds, drained, startProduct } from './product.mjs';

const program = path.resolve(import.meta.dirname, '../../dist/rapport/main.js');

const writeHistory = async (file, events) => {
  const next = generator({ seed: 11, run: 'h' });
  const out = createWriteStream(file);
  for (let n = 0; n < events; n++) if (!out.write(`${JSON.stringify(next())}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
};

/** Runs the command as a user would; returns the seconds it took and the JSON it printed. */
const rapport = async (product, ...args) => {
  const from = performance.now();
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    env: {
      ...process.env,
      RAPPORT_URL: product.url,
      RAPPORT_DATA_DIR: path.join(product.dir, 'data'),
      RAPPORT_ADMIN_KEY: product.adminKey,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`rapport ${args.join(' ')} ended with ${code}: ${said.slice(0, 800)}`);
  return { seconds: (performance.now() - from) / 1000, said: JSON.parse(said) };
};

const head = async (product) => (await product.call('GET', '/v1/events?limit=1')).body.head;

export const main = async ({ events = 200_000 } = {}) => {
  const product = await startProduct();
  const rate = (seconds) => Math.round(events / seconds);
  const report = { events };
  const note = (more) => process.stderr.write(`${JSON.stringify(Object.assign(report, more) && more)}\n`);
  try {
    const file = path.join(product.dir, 'history.ndjson');
    await writeHistory(file, events);
    const before = cpuSeconds(product.pid);
    const first = await rapport(product, 'import', file);
    const rest = await drained(product, await head(product));
    const after = cpuSeconds(product.pid);
    const micros = (part) => Math.round(((after[part] - before[part]) / events) * 1e6);
    note({ cpuMicros: Object.fromEntries(Object.keys(after).map((part) => [part, micros(part)])) });
    note({ firstRun: rate(first.seconds), firstRunWithViews: rate(first.seconds + rest / 1000) });
    note({ secondRun: rate((await rapport(product, 'import', file)).seconds) });
    note({ secondRunSentAnew: rate((await rapport(product, 'import', file, '--again')).seconds) });
    for (const view of ['value', 'customer-view'])
      note({ [`rebuild ${view}`]: rate((await rapport(product, 'replay', view)).seconds) });
    return report;
  } finally {
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename) {
  const events = Number(process.argv[2] ?? 200_000);
  process.stdout.write(`${JSON.stringify(await main({ events }), null, 2)}\n`);
}
