import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = join(import.meta.dirname, '../..');

/** The commit that is built, with `-dirty` where files have changed since; null where this is no checkout, or has no git. */
const commit = (): string | null => {
  if (!existsSync(join(root, '.git'))) return null;
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=10', '--exclude=*'], {
    cwd: root,
    encoding: 'utf8',
  });
  return git.status === 0 ? git.stdout.trim() : null;
};

/** Writes beside the program what `rapport --version` says: where it is installed there is no checkout to ask. */
const built: Plugin = {
  name: 'built',
  generateBundle() {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    this.emitFile({ type: 'asset', fileName: 'built.json', source: JSON.stringify({ version, commit: commit() }) });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [built],
  resolve: { tsconfigPaths: true },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  build: {
    ssr: 'src/main.ts',
    outDir: '../../dist/rapport',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      treeshake: {
        // Importing a file of ours does nothing but define things (test/tidy says so). So a verb that needs one function of a
        // library loads that function's file, and not the framework that the rest of the library stands on.
        moduleSideEffects: [
          { test: /reflect-metadata/, sideEffects: true },
          { test: /\/src\/main\.ts$/, sideEffects: true },
          { test: /./, sideEffects: false },
        ],
      },
    },
  },
});
