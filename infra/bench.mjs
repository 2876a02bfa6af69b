// npm run bench [ingest|live] [events]: builds, then measures the product as it is started by `npm start`, beside the limits
// of this machine in the same run. JSON on stdout, progress on stderr.
import { ensureBuilt } from './build.mjs';

ensureBuilt();
const [which = 'all', size] = process.argv.slice(2);
const report = {};
if (which === 'all' || which === 'ingest') {
  const { main } = await import('../test/bench/ingest.mjs');
  report.ingest = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'live') {
  const { main } = await import('../test/bench/live.mjs');
  report.live = await main(size ? { preload: Number(size) } : {});
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
