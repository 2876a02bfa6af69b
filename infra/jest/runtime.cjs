// Jest loads all that a spec requires anew for each file, and in a realm of its own. With 500 files of a product whose packages are 2,500 modules that was more than half
// of the processor time of `npm test`. Here packages are loaded by Node, once for each worker, and our own modules are compiled once; they run, and so have their state,
// for each file anew.
'use strict';
const { compileFunction, constants } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { isKept, loadKept } = require('./packages.cjs');

const compiled = new Map();

const compileOnce = (source, filename, parameters) => {
  const known = compiled.get(filename);
  if (known?.source === source) return known.run;
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const run = compileFunction(source, parameters, { filename, importModuleDynamically });
  compiled.set(filename, { source, run });
  return run;
};

module.exports = class OneRealmRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this.cjsLoader;
    executor.compile = (source, filename) => compileOnce(source, filename, executor.injectedModuleParameters);
  }

  requireModule(from, name, options, isActual) {
    const isOurs = options?.isInternalModule || name === undefined || !isKept(name);
    return isOurs ? super.requireModule(from, name, options, isActual) : loadKept(from, name);
  }
};
module.exports.default = module.exports;
