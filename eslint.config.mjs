import nx from '@nx/eslint-plugin';
import parser from '@typescript-eslint/parser';
import { mayImport } from './boundaries.mjs';

/** Specs use `testing`, which builds on most libraries: that circle is of specs only (test/tidy.spec.ts looks file by file). */
const circlesOfSpecs = mayImport
  .find(({ sourceTag }) => sourceTag === 'testing')
  .onlyDependOnLibsWithTags.filter((tag) => tag !== 'testing')
  .map((library) => ['testing', library]);

export default [
  { ignores: ['dist', 'node_modules', '.nx', '.rapport', '**/*.mjs', '**/*.cjs', '**/*.mts'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser },
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: mayImport,
          banTransitiveDependencies: true,
          ignoredCircularDependencies: circlesOfSpecs,
        },
      ],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unused-expressions': 'error',
    },
  },
];
