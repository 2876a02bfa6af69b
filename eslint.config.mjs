import nx from '@nx/eslint-plugin';
import parser from '@typescript-eslint/parser';
import { mayImport } from './boundaries.mjs';

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
        { enforceBuildableLibDependency: false, allow: [], depConstraints: mayImport, banTransitiveDependencies: true },
      ],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unused-expressions': 'error',
    },
  },
];
