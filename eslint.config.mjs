import nx from '@nx/eslint-plugin';
import parser from '@typescript-eslint/parser';
import { mayImport } from './boundaries.mjs';

/** Specs use `testing`, which builds on most libraries: that circle is of specs only (test/tidy.spec.ts looks file by file). */
const circlesOfSpecs = mayImport
  .find(({ sourceTag }) => sourceTag === 'testing')
  .onlyDependOnLibsWithTags.filter((tag) => tag !== 'testing')
  .map((library) => ['testing', library]);

const boundaries = (depConstraints) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    depConstraints,
    banTransitiveDependencies: true,
    ignoredCircularDependencies: circlesOfSpecs,
  },
];

/** Specs run on real engines, whatever their library itself may know. */
const specsMayImport = mayImport.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'engines'],
}));

export default [
  { ignores: ['dist', 'node_modules', '.nx', '.rapport', '**/*.mjs', '**/*.cjs', '**/*.mts'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(mayImport),
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unused-expressions': 'error',
    },
  },
  { files: ['**/*.spec.ts'], rules: { '@nx/enforce-module-boundaries': boundaries(specsMayImport) } },
];
