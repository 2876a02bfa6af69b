// Packages as Node itself loads them, once for each worker of Jest.
'use strict';
const { createRequire, isBuiltin } = require('node:module');

/** Globals that packages set when they are loaded (protobuf's `proto`): they stay as long as their package. */
const ofPackages = new Set();

// It takes the registry of class-validator that is there when it is loaded, and each spec file has its own.
const LOADED_ANEW = new Set(['class-validator-jsonschema']);
const requires = new Map();

/** Whether a name that is required is that of a package which a worker can keep. */
const isKept = (name) => /^(@(?!rapport\/)|[a-z])/.test(name) && !isBuiltin(name) && !LOADED_ANEW.has(name);

const loadKept = (from, name) => {
  if (!requires.has(from)) requires.set(from, createRequire(from));
  const before = new Set(Reflect.ownKeys(globalThis));
  const loaded = requires.get(from)(name);
  for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) ofPackages.add(key);
  return loaded;
};

module.exports = { isKept, loadKept, ofPackages };
