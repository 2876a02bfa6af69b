import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fold from '@rapport/fold/given';
import { createProgram, flattenDiagnosticMessageText, ModuleKind, ScriptTarget, transpile } from 'typescript';
import { newProjection, repositoryOf } from '../../apps/rapport/src/new/new-projection';
import { UNSAID } from '../../apps/rapport/src/new/templates';

const repository = join(__dirname, '../..');
const wanted = { name: 'repeat-callers', question: 'Who calls again?', types: ['CallEnded', 'CallStarted'] };

describe('a new projection', () => {
  const root = mkdtempSync(join(tmpdir(), 'rapport-new-'));
  const at = (...path: string[]): string => join(root, 'libs/projections/src', ...path);
  let written: readonly string[] = [];
  beforeAll(() => {
    mkdirSync(at(), { recursive: true });
    cpSync(join(repository, 'libs/projections/src'), at(), { recursive: true });
    written = newProjection(root, wanted);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Runs a file of it, with what it imports given. */
  const run = (code: string, modules: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): Record<string, any> => {
    const exports: Record<string, any> = {};
    const javascript = transpile(code, { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 });
    const names = ['exports', 'require', ...Object.keys(more)];
    const require = (name: string): unknown => modules[name];
    new Function(...names, javascript)(exports, require, ...Object.values(more));
    return exports;
  }; // prettier-ignore
  /** What becomes of each test of a spec: its fault, or null. */
  const outcomes = (spec: string): readonly (string | null)[] => {
    const faults: (string | null)[] = [];
    const it = (_: string, test: () => void): void => {
      try {
        test();
        faults.push(null);
      } catch (error) {
        faults.push((error as Error).message);
      }
    };
    const made = run(readFileSync(at('repeat-callers/fold.ts'), 'utf8'), {});
    const describe = (_: string, tests: () => void): void => tests();
    run(spec, { '@rapport/fold/given': fold, './fold': made }, { describe, it });
    return faults;
  };

  it('is four files and a line in the registry', () => {
    const files = ['fold.ts', 'fold.spec.ts', 'table.ts', 'query.ts'].map((name) => `repeat-callers/${name}`);
    expect(written).toEqual([...files, 'index.ts'].map((name) => `libs/projections/src/${name}`));
    const index = readFileSync(at('index.ts'), 'utf8');
    expect(index).toContain('  { projection: repeatCallers, table: repeatCallersTable },\n];');
    expect(index.match(/repeat-callers/g)).toHaveLength(3);
  });

  it('has the right types', () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(repository, 'tsconfig.base.json'), 'utf8')) as {
      compilerOptions: { paths: Record<string, string[]> };
    };
    const paths = Object.fromEntries(Object.entries(compilerOptions.paths).map(([name, [file]]) => [name, [join(repository, file!)]])); // prettier-ignore
    const files = written.filter((file) => !file.endsWith('index.ts')).map((file) => join(root, file));
    const modules = join(repository, 'node_modules');
    const program = createProgram(files, {
      ...{ strict: true, noEmit: true, skipLibCheck: true, experimentalDecorators: true, noUnusedLocals: true },
      ...{ target: ScriptTarget.ES2022, module: ModuleKind.ESNext, moduleResolution: 100, types: ['jest', 'node'] },
      ...{ lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts'], typeRoots: [join(modules, '@types')] },
      paths: { ...paths, '*': [join(modules, '*'), join(modules, '@types', '*')] },
    });
    const faults = files.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)));
    expect(faults.map(({ messageText }) => flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it('has a spec that fails until somebody says what should come out', () => {
    const spec = readFileSync(at('repeat-callers/fold.spec.ts'), 'utf8');
    expect(outcomes(spec)).toEqual([UNSAID, null, null]);
    const filled = spec.replace(/\(\) => \{\s+throw[^}]+\}/, '{ events: 2, lastAt: AT }');
    expect(filled).not.toBe(spec);
    expect(outcomes(filled)).toEqual([null, null, null]);
    expect(outcomes(filled.replace('events: 2', 'events: 3'))[0]).toContain('toEqual');
  });

  it.each<[string, Partial<typeof wanted>, string]>([
    ['is there already', {}, 'is there already'],
    ['is no name', { name: 'Repeat_callers' }, 'must be small letters'],
    ['is a word of the language', { name: 'delete' }, 'means something else'],
    ['is a name in the registry', { name: 'timeline-table' }, 'means something else'],
    ['is of an event that there is not', { name: 'other', types: ['CallEndid'] }, 'did you mean CallEnded'],
  ])('that %s is refused, and nothing is written', (_, change, message) => {
    const before = readFileSync(at('index.ts'), 'utf8');
    expect(() => newProjection(root, { ...wanted, ...change })).toThrow(message);
    expect(readFileSync(at('index.ts'), 'utf8')).toBe(before);
    expect(existsSync(at('other'))).toBe(false);
  });

  it('is made in a checkout only', () => {
    expect(repositoryOf(at('value'))).toBe(root);
    expect(() => repositoryOf(tmpdir())).toThrow('no checkout');
  });
});
