import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
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
