// The process that follows while others write: `node follower.mjs <url> <file> <seed> [<position> | head]`. What it was given goes to the
// file, a line per event; the last whole line is its checkpoint, so that what is delivered and how far it is are one. It leaves off
// and resumes by itself now and then, and goes on where it was when it was killed.
import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { openStore } from './engine.mjs';

const [, , url, file, seed, from] = process.argv;

process.stdin.resume().once('end', () => process.exit(1));

/** The checkpoint: cuts off a line that was being written at the kill. */
const resumed = () => {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'latin1');
  const end = text.lastIndexOf('\n') + 1;
  truncateSync(file, end);
  return end === 0 ? undefined : text.slice(text.lastIndexOf('\n', end - 2) + 1, end - 1).split(' ')[0];
};

const store = await openStore(url);
const startOf = async () => {
  for (;;)
    try {
      return from === 'head' ? (await store.head()).position : (from ?? null);
    } catch {
      continue; // its connection was cut: the next one is another
    }
};
let after = resumed();
if (after === undefined) {
  after = await startOf();
  process.stdout.write(`starts ${after ?? ''}\n`);
}
const out = openSync(file, 'a');
// Long and short stays, one after the other; the first is for one batch.
let turn = 1 + Number(seed);
for (let stay = 1; ; stay = 1 + (turn % 12)) {
  turn = (turn * 48_271) % 2_147_483_647;
  let left = stay;
  const stop = new AbortController();
  for await (const batch of store.follow(after, stop.signal)) {
    writeSync(
      out,
      batch.map(({ position, id, stream, version }) => `${position} ${id} ${stream} ${version}\n`).join(''),
    );
    after = batch.at(-1).position;
    if ((left -= 1) > 0) continue;
    // Both ways to end: the signal, and leaving the loop.
    if (turn % 2 === 0) break;
    stop.abort();
  }
  process.stdout.write(`resumes\n`);
}
