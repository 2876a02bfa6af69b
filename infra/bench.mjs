// npm run bench [ingest|live|chain|stream|erasure|past|rebuild|relay|intake|closes|what-ifs] [events]: builds, then measures the product as it is started by `npm start`,
// beside the limits of this machine in the same run. `rebuild`, `closes` and `what-ifs` (customers instead of events) need no build, nor does `npm run bench peers [events]`: our engine beside INSERT,
// COPY and another store.
// JSON on stdout, progress on stderr.
import { ensureBuilt } from './build.mjs';

const [which = 'all', size] = process.argv.slice(2);
if (
  ![
    'all',
    'ingest',
    'live',
    'chain',
    'stream',
    'erasure',
    'past',
    'rebuild',
    'relay',
    'intake',
    'peers',
    'closes',
    'what-ifs',
  ].includes(which)
)
  throw new Error(`no benchmark called ${which}`);
if (!['peers', 'rebuild', 'closes', 'what-ifs'].includes(which)) ensureBuilt();
const report = {};
if (which === 'what-ifs') {
  const { main } = await import('../test/bench/what-ifs.mjs');
  report.whatIfs = await main(size ? { customers: Number(size) } : {});
}
if (which === 'closes') {
  const { main } = await import('../test/bench/closes.mjs');
  report.closes = await main(size ? { customers: Number(size) } : {});
}
if (which === 'all' || which === 'ingest') {
  const { main } = await import('../test/bench/ingest.mjs');
  report.ingest = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'live') {
  const { main } = await import('../test/bench/live.mjs');
  report.live = await main(size ? { preload: Number(size) } : {});
}
if (which === 'all' || which === 'chain') {
  const { main } = await import('../test/bench/chain.mjs');
  report.chain = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'stream') {
  const { main } = await import('../test/bench/stream.mjs');
  report.stream = await main();
}
if (which === 'all' || which === 'erasure') {
  const { main } = await import('../test/bench/erasure.mjs');
  report.erasure = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'past') {
  const { main } = await import('../test/bench/past.mjs');
  report.past = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'rebuild') {
  const { main } = await import('../test/bench/rebuild.mjs');
  report.rebuild = await main({ events: size ? Number(size) : 200_000 });
}
// With a broker from KAFKA_BROKERS, Docker, or Java and Maven.
if (which === 'relay') {
  const { main } = await import('../test/bench/relay.mjs');
  report.relay = await main(size ? { events: Number(size) } : {});
}
if (which === 'intake') {
  const { main } = await import('../test/bench/intake.mjs');
  report.intake = await main(size ? { events: Number(size) } : {});
}
if (which === 'all' || which === 'peers') {
  const { main } = await import('../test/bench/peers.mjs');
  report.peers = await main(size && which === 'peers' ? { events: Number(size) } : {});
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
