import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');
const nx = join(root, 'node_modules/nx/dist/bin/nx.js');

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs nx as `npm run lint` does. Bare ESLint would skip the boundary rule without a word when the graph is missing. */
const runNx = (...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    const env = { ...process.env, CI: '1', NX_DAEMON: 'false', FORCE_COLOR: '0' };
    execFile(process.execPath, [nx, ...args], { cwd: root, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
  });

const canaries: string[] = [];
const plantCanary = (folder: string, text: string): string => {
  const path = join(root, folder, `canary-${process.pid}.ts`);
  canaries.push(path);
  writeFileSync(path, text);
  return path;
};
const removeCanaries = (): void => canaries.splice(0).forEach((path) => rmSync(path, { force: true }));
process.once('exit', removeCanaries);
afterAll(removeCanaries);

/** The lines that ESLint wrote below the canary's path: other files' faults are not the canary's. */
const complaintsAbout = (path: string, output: string): string =>
  output
    .slice(output.indexOf(path) + path.length)
    .split(/\n\s*\n/)[0]!
    .trim();

describe('the boundaries between libraries', () => {
  it('are seen by nx: the project graph has edges', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-graph-'));
    const file = join(folder, 'graph.json');
    const { code, output } = await runNx('graph', `--file=${file}`);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    const { graph } = JSON.parse(readFileSync(file, 'utf8')) as {
      graph: { dependencies: Record<string, { target: string }[]> };
    };
    rmSync(folder, { recursive: true, force: true });
    expect(graph.dependencies['fold']?.map(({ target }) => target)).toContain('events');
  });

  it('make lint fail on an import that crosses one', async () => {
    const fold = plantCanary('libs/fold/src', "import { Pool } from 'pg';\nexport const pool = Pool;\n");
    const query = plantCanary(
      'apps/query/src',
      "import { position } from '@rapport/event-store';\nexport const at = position;\n",
    );
    const { code, output } = await runNx('run-many', '-t', 'lint', '-p', 'fold,query', '--skip-nx-cache');
    removeCanaries();
    expect(code).not.toBe(0);
    expect(complaintsAbout(fold, output)).toMatch(/"fold" is not allowed to import "pg".*enforce-module-boundaries/s);
    expect(complaintsAbout(query, output)).toMatch(
      /tagged with "query" can only depend on libs tagged with.*enforce-module-boundaries/s,
    );
  });

  it('keep whatever replays, rebuilds and asks about the past from the one place where something is done', async () => {
    const text = "import { startProjector } from '@rapport/projector';\nexport const act = startProjector;\n";
    const replay = plantCanary('libs/read-db/src/replay', text);
    const decision = plantCanary('libs/decisions/src/policies', text);
    const { code, output } = await runNx('run-many', '-t', 'lint', '-p', 'read-db,decisions', '--skip-nx-cache');
    removeCanaries();
    expect(code).not.toBe(0);
    // Whoever acts looks at what they keep, so the way back is a circle.
    expect(complaintsAbout(replay, output)).toMatch(/dependency between "read-db" and "projector"/);
    expect(complaintsAbout(decision, output)).toMatch(/dependency between "decisions" and "projector"/);
  });
});
