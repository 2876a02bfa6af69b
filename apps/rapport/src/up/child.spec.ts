import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepAlive, pauseMs } from './child';

const node = (script: string): ChildProcess =>
  spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
const WELL_BEHAVED = `process.send('ready'); process.on('message', (m) => m === 'stop' && process.exit(0))`;
const DEAF = `process.send('ready'); process.on('message', () => {}); process.on('SIGTERM', () => {})`;

describe('a kept child', () => {
  beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
  afterEach(() => jest.restoreAllMocks());

  it('is started again when it is killed', async () => {
    const started: ChildProcess[] = [];
    const kept = keepAlive('projector', () => {
      const child = node(WELL_BEHAVED);
      started.push(child);
      return child;
    });
    await kept.ready;
    kept.kill();
    for (let waited = 0; started.length < 2 && waited < 5_000; waited += 20) await sleep(20);
    expect(started).toHaveLength(2);
    await kept.stop(5_000);
    expect(started[1]!.exitCode ?? started[1]!.signalCode).toBe(0);
  });

  it('is told to begin when it may, each life anew', async () => {
    const WAITS = `process.on('message', (m) => m === 'begin' && process.send('ready'))`;
    let starts = 0;
    let begin: () => void = () => undefined;
    const kept = keepAlive('projector', () => (starts++, node(WAITS)), new Promise<void>((done) => (begin = done)));
    let isReady = false;
    void kept.ready.then(() => (isReady = true));
    await sleep(300);
    expect(isReady).toBe(false);
    kept.kill();
    for (let waited = 0; starts < 2 && waited < 5_000; waited += 20) await sleep(20);
    begin();
    await kept.ready;
    await kept.stop(100);
  });

  it('that does not listen is ended', async () => {
    const kept = keepAlive('projector', () => node(DEAF));
    await kept.ready;
    const pid = kept.pid()!;
    await kept.stop(100);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('that is waiting to be started again is not started after a stop', async () => {
    let starts = 0;
    const kept = keepAlive('projector', () => (starts++, node('process.exit(1)')));
    await sleep(150);
    await kept.stop(100);
    await sleep(600);
    expect(starts).toBe(1);
  });

  it('waits longer after each crash, but not for ever', () => {
    expect([1, 2, 3, 4].map(pauseMs)).toEqual([250, 500, 1_000, 2_000]);
    expect(pauseMs(100)).toBe(30_000);
  });
});
