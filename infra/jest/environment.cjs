// Where specs run: in the worker's own realm and not in one of their own for each file, so that packages, which are loaded once for a worker (runtime.cjs), and
// what a file loads anew have the same Error, Date and Reflect. What a file leaves behind is put back after it: globals, environment variables, process.exit and listeners.
'use strict';
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { ofPackages } = require('./packages.cjs');

module.exports = class OneRealm {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.before = {
      globals: Object.getOwnPropertyDescriptors(globalThis),
      environment: { ...process.env },
      exit: process.exit,
      listeners: new Map(process.eventNames().map((event) => [event, process.rawListeners(event)])),
    };
    Error.stackTraceLimit = 100;
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    const { globals, environment, exit, listeners } = this.before;
    for (const name of Reflect.ownKeys(globalThis)) {
      if (!(name in globals) && !ofPackages.has(name)) Reflect.deleteProperty(globalThis, name);
    }
    for (const name of Reflect.ownKeys(globals)) Reflect.defineProperty(globalThis, name, globals[name]);
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.exit = exit;
    for (const event of process.eventNames()) {
      const own = process.rawListeners(event).filter((listener) => !listeners.get(event)?.includes(listener));
      for (const listener of own) process.off(event, listener);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
};
