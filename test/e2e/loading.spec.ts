import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './program';

const root = join(__dirname, '../..');

/** The packages that a command line loads, by name, and what it says. It cannot do anything: nobody answers at port 9. */
const ran = (...args: string[]): { readonly names: string[]; readonly said: string } => {
  const hook = join(__dirname, 'loaded-packages.mjs');
  const env = {
    ...process.env,
    RAPPORT_URL: 'http://127.0.0.1:9',
    RAPPORT_ADMIN_KEY: 'nobody-at-all',
    DATABASE_URL: '',
  };
  const asked = [`--import=${hook}`, join(root, 'dist/rapport/main.js'), ...args];
  const { stderr, stdout } = spawnSync(process.execPath, asked, { env, encoding: 'utf8', timeout: 60_000 });
  const said = `${stderr}${stdout}`;
  const names = [...said.matchAll(/^loads ((?:@[^/\n]+\/)?[^/\n]+)/gm)].map(([, name]) => name!);
  return { names: [...new Set(names)].sort(), said };
};

beforeAll(build, 120_000);
jest.setTimeout(120_000);

describe('a verb that only asks the running instance', () => {
  const mapping = join(root, 'test/published/mappings/cdnow.json');
  const dir = mkdtempSync(join(tmpdir(), 'rapport-loading-'));
  const purchases = join(dir, 'purchases.csv');
  writeFileSync(purchases, 'customer_id,date,cds,value\n00001,1997-01-01,1,11.77\n');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    [['--help'], ['commander']],
    [['tail'], ['commander']],
    [['tasks'], ['commander']],
    [['status'], ['commander']],
    [['replay', 'value'], ['commander']],
    [['projections'], ['commander']],
    [['evaluate', 'churn'], ['commander']],
    [
      ['define', mapping],
      ['commander', 'yaml'],
    ],
    [
      ['what-if', 'churn', mapping],
      ['commander', 'yaml'],
    ],
    [
      ['keys', 'list'],
      ['commander', 'pg'],
    ],
    [
      ['import', purchases, '--map', mapping, '--patience', '0'],
      // Mappings may read phone numbers of a country.
      ['big.js', 'commander', 'csv-parse', 'libphonenumber-js'],
    ],
  ])('loads for %j only %j, and gets as far as asking', (args, packages) => {
    const { names, said } = ran(...args);
    expect(names).toEqual(packages);
    expect(said).toMatch(args[0] === '--help' ? /^Usage/m : /nothing answers|does not answer|fetch failed/);
  });

  it('is told from one that looks at the tables itself', () =>
    expect(ran('doctor', '--help').names).toContain('typeorm'));
});
