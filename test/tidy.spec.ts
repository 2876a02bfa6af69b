import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { budgets } from './tidy/budgets';
import { cyclesRule } from './tidy/cycles';
import { exceptions } from './tidy/exceptions';
import { packages } from './tidy/packages';
import { places } from './tidy/places';
import { purity } from './tidy/purity';
import type { Rule } from './tidy/rule';
import { structure } from './tidy/structure';
import { readTree } from './tidy/tree';
import { words } from './tidy/words';

const rules: readonly Rule[] = [...budgets, ...words, ...structure, ...purity, cyclesRule, ...packages, places];
const house = readTree(join(__dirname, '..'));

const planted = (files: Readonly<Record<string, string>>): ReturnType<typeof readTree> => {
  const root = mkdtempSync(join(tmpdir(), 'rapport-tidy-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readTree(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const excused = exceptions.filter((exception) => exception.rule === name).map(({ path }) => path);

  it('holds in the whole tree', () => {
    const faults = rule.check(house).filter(({ path }) => !excused.includes(path));
    expect(faults.map(({ path, message }) => `${path}: ${message}`)).toEqual([]);
  });

  it('catches a planted breach', () => {
    expect(rule.planted.length).toBeGreaterThan(0);
    for (const { files, at } of rule.planted) {
      expect(rule.check(planted(files)).map(({ path }) => path)).toContain(at);
    }
  });
});

describe('the table of exceptions', () => {
  it('holds only exceptions that are needed, each with a reason', () => {
    const idle = exceptions.filter(
      ({ rule, path, reason }) =>
        reason.length < 20 ||
        !rules
          .find(({ name }) => name === rule)
          ?.check(house)
          .some((fault) => fault.path === path),
    );
    expect(idle).toEqual([]);
  });

  it('looks at the real tree, not at an empty one', () => {
    expect(house.files.filter(({ path }) => path.startsWith('libs/events/src/')).length).toBeGreaterThan(5);
  });
});
