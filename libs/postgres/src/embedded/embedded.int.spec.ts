import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createPool } from '../pool';
import { type Embedded, DataDirInUse, PortTaken, startEmbedded } from '../index';
import { birthOf, serversOf, signal } from './process';

const TYPESCRIPT = resolve(__dirname, '../../../../infra/typescript.mjs');

describe('startEmbedded', () => {
  let dir: string;
  let dataDir: string;
  const running: Embedded[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'rapport-embedded-'));
    chmodSync(dir, 0o755);
    dataDir = join(dir, 'deep/data');
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const pid of serversOf(join(dataDir, 'cluster'), undefined)) signal(pid, 'SIGKILL');
    const elsewhere = join(dataDir, 'elsewhere');
    if (existsSync(elsewhere)) rmSync(realpathSync(elsewhere), { recursive: true });
    rmSync(dir, { recursive: true, force: true });
  });

  const start = async (options: { port?: number } = {}): Promise<Embedded> => {
    const server = await startEmbedded({ dataDir, durable: false, ...options });
    running.push(server);
    return server;
  };
  const ask = async (url: string, sql: string): Promise<unknown> => {
    const pool = createPool(url, { max: 1 });
    try {
      return (await pool.query(sql)).rows;
    } finally {
      await pool.end();
    }
  };
  /** A process of its own that starts the server and then waits to be killed. */
  const startElsewhere = async (): Promise<{ child: ChildProcess; pid: number }> => {
    const code = `const { startEmbedded } = await import(${JSON.stringify(join(__dirname, '../index.ts'))});
      const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
      console.info(server.pid); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--import', TYPESCRIPT, '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const line = await new Promise<string>((done, fail) => {
      createInterface({ input: child.stdout! }).once('line', done);
      child.once('exit', (code_) => fail(new Error(`ended with ${code_}`)));
    });
    return { child, pid: Number(line) };
  };

  it('says its URL once its process is there, before it takes connections', async () => {
    const spawned: string[] = [];
    const server = await startEmbedded({ dataDir, durable: false, onSpawn: (url) => spawned.push(url) });
    running.push(server);
    expect(spawned).toEqual([server.url]);
    expect(await ask(spawned[0]!, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('keeps rows, port and password over a restart, and its secrets to itself', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 42 as n');
    await first.stop();
    expect(birthOf(first.pid)).toBeUndefined();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
    await expect(ask(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password');
  });

  it('runs in its own process group, so that a Ctrl-C on the terminal passes it by', async () => {
    const { pid } = await start();
    const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[2]);
    expect(group).toBe(pid);
  });

  it('ends the server that a killed parent left behind, and keeps its rows', async () => {
    const { child, pid } = await startElsewhere();
    const password = readFileSync(join(dataDir, 'password'), 'utf8');
    const port = readFileSync(join(dataDir, 'port'), 'utf8');
    await ask(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, 'create table kept as select 1 as n');
    child.kill('SIGKILL');
    await new Promise((done) => child.once('exit', done));
    expect(birthOf(pid)).toBeDefined();
    const server = await start();
    expect(birthOf(pid)).toBeUndefined();
    expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('starts after a kill -9 of everything', async () => {
    const { child, pid } = await startElsewhere();
    child.kill('SIGKILL');
    for (const backend of serversOf(join(dataDir, 'cluster'), pid)) signal(backend, 'SIGKILL');
    expect(existsSync(join(dataDir, 'cluster/postmaster.pid'))).toBe(true);
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('starts when the stale lock file names a stranger or a zombie', async () => {
    await (await start()).stop();
    const lock = join(dataDir, 'cluster/postmaster.pid');
    for (const pid of [process.pid, await zombie()]) {
      writeFileSync(lock, `${pid}\n${join(dataDir, 'cluster')}\n`);
      const server = await start();
      expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await server.stop();
      expect(birthOf(process.pid)).toBeDefined();
    }
  });

  /** A process that has ended and whose parent never asks for it. */
  const zombie = async (): Promise<number> => {
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(parent);
    const pid = Number(
      await new Promise<string>((done) => createInterface({ input: parent.stdout }).once('line', done)),
    );
    await new Promise((done) => setTimeout(done, 400));
    expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
    return pid;
  };

  it('refuses a data directory that a living process uses', async () => {
    const first = await start();
    const again = startEmbedded({ dataDir, durable: false });
    await expect(again).rejects.toBeInstanceOf(DataDirInUse);
    await expect(again).rejects.toThrow(String(process.pid));
    expect(await ask(first.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('says so when the port is taken, and what to do', async () => {
    const stranger = createServer();
    const port = await new Promise<number>((done) =>
      stranger.listen(0, '127.0.0.1', () => done((stranger.address() as { port: number }).port)),
    );
    const refused = startEmbedded({ dataDir, durable: false, port });
    await expect(refused).rejects.toBeInstanceOf(PortTaken);
    await expect(refused).rejects.toThrow(/choose another port/);
    await new Promise((done) => stranger.close(done));
    expect((await start({ port })).port).toBe(port);
  });

  it('chooses another port when the remembered one is taken', async () => {
    const first = await start();
    await first.stop();
    const stranger = createServer();
    await new Promise<void>((done) => stranger.listen(first.port, '127.0.0.1', done));
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await new Promise((done) => stranger.close(done));
  });

  it('starts over when the making of the cluster was interrupted', async () => {
    await (await start()).stop();
    rmSync(join(dataDir, 'cluster', 'PG_VERSION'));
    rmSync(join(dataDir, 'cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'password.new'), 'half');
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('tells its owner when the server dies', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    expect(await server.ended).toContain('SIGKILL');
    await server.stop();
  });

  it('works below a directory that only root may enter', async () => {
    chmodSync(dir, 0o700);
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await server.stop();
    expect(await ask((await start()).url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await running.pop()!.stop();
    const left = realpathSync(join(dataDir, 'elsewhere'));
    rmSync(dataDir, { recursive: true });
    await start();
    expect(existsSync(left)).toBe(false);
  });
});
