// `node --import <this file> …` writes "loads NAME" on stderr for each package that the built program imports.
import { writeSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

export const resolve = (specifier, { parentURL }, next) => {
  const isOurs = parentURL?.includes('/dist/rapport/') ?? false;
  if (isOurs && !/^(\.|node:)/.test(specifier)) writeSync(2, `loads ${specifier}\n`);
  return next(specifier);
};
