// Builds the program through nx, only when the sources have changed since the last build. Also run by itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist/rapport/sources.sha256');
const nx = join(root, 'node_modules/nx/dist/bin/nx.js');

/** One hash over all that the build reads; some hundred small files take some ten milliseconds. */
const sourcesHash = () => {
  const hash = createHash('sha256');
  const files = ['package-lock.json', 'tsconfig.base.json', 'apps/rapport/vite.config.mts'];
  for (const room of ['apps', 'libs'])
    for (const name of readdirSync(join(root, room)).sort()) {
      const source = join(room, name, 'src');
      if (!existsSync(join(root, source))) continue;
      for (const file of readdirSync(join(root, source), { recursive: true }).sort())
        if (file.endsWith('.ts') && !file.endsWith('.spec.ts')) files.push(join(source, file));
    }
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
};

const built = (hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** Says what went wrong and ends the process when the program cannot be built. */
export const ensureBuilt = () => {
  const now = sourcesHash();
  if (built(now)) return;
  if (!existsSync(nx)) {
    process.stderr.write('the packages are not installed: run "npm ci" first\n');
    process.exit(1);
  }
  try {
    accessSync(root, constants.W_OK);
  } catch {
    process.stderr.write(
      `the program is not built of these sources, and this user may not write into ${root}: run "npm run build" as its owner\n`,
    );
    process.exit(1);
  }
  process.stderr.write('building …\n');
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [nx, 'build', 'rapport'], {
    cwd: root,
    env: { ...process.env, CI: '1', NX_DAEMON: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}\nthe build failed (${signal ?? `code ${status}`})\n`);
    process.exit(1);
  }
  writeFileSync(stamp, now);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuilt();
