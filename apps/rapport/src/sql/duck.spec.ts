import { tmpdir } from 'node:os';
import { openDuck } from './duck';

jest.mock('@duckdb/node-api', () => {
  throw new Error("Cannot find module '@duckdb/node-api'");
});

it('says what to install where DuckDB is not there', async () => {
  await expect(openDuck(null, tmpdir())).rejects.toThrow(/optional dependency that is not installed here: npm install @duckdb\/node-api/); // prettier-ignore
});
