// Sorts the results for infra/test.mjs: passed, failed, not run because a server could not start, or left out in the code.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');

const CANNOT_RUN = /CannotRun: ([^\n]*)/;

module.exports = class Sorter {
  running = new Set();

  onTestFileStart(test) {
    this.running.add(relative(process.cwd(), test.path));
    this.note();
  }

  onTestFileResult(test) {
    this.running.delete(relative(process.cwd(), test.path));
    this.note();
  }

  // For a run that is ended from outside because it hangs: where it hung.
  note() {
    const target = process.env.RAPPORT_TEST_RESULT;
    if (target) writeFileSync(`${target}.running`, [...this.running].join(' '));
  }

  onRunComplete(_contexts, { testResults, wasInterrupted }) {
    const sorted = { passed: 0, failed: [], cannotRun: [], pending: [] };
    for (const file of testResults) sortFile(file, sorted);
    if (wasInterrupted) sorted.failed.push({ name: 'the run', why: 'interrupted' });
    const target = process.env.RAPPORT_TEST_RESULT;
    if (target) writeFileSync(target, JSON.stringify(sorted));
  }
};

const sortFile = (file, sorted) => {
  const path = relative(process.cwd(), file.testFilePath);
  const before = sorted.cannotRun.length;
  for (const test of file.testResults) {
    const name = `${path}: ${test.fullName}`;
    if (test.status === 'passed') sorted.passed += 1;
    else if (test.status === 'failed') {
      const why = CANNOT_RUN.exec(test.failureMessages.join('\n'))?.[1];
      if (why === undefined) sorted.failed.push({ name, why: 'failed' });
      else sorted.cannotRun.push({ name, why });
    } else sorted.pending.push({ name, why: `left out in the code (${test.status})` });
  }
  if (!file.testExecError) return;
  // A clean-up that stumbles over what the missing server left undone adds nothing to the reason already given.
  const why = CANNOT_RUN.exec(String(file.failureMessage))?.[1];
  if (sorted.cannotRun.length > before) return;
  if (why === undefined) sorted.failed.push({ name: path, why: 'the file failed to run' });
  else sorted.cannotRun.push({ name: path, why });
};
