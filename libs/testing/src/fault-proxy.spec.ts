import { type Server, type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type FaultProxy, eventually, faultProxy } from './index';

describe('faultProxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  let seen: string;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    seen = '';
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        socket.write(chunk);
      });
    });
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    proxy = await faultProxy(`tcp://127.0.0.1:${(echo.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.close();
    sockets.splice(0).forEach((socket) => socket.destroy());
    await new Promise((resolve) => echo.close(resolve));
  });

  const dial = (): { socket: Socket; got: () => string; end: Promise<string> } => {
    const socket = connect(proxy.port, '127.0.0.1');
    sockets.push(socket);
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString()));
    const end = new Promise<string>((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
      socket.once('end', () => resolve('end'));
      socket.once('close', () => resolve('close'));
    });
    return { socket, got: () => got, end };
  };

  it('lets everything through when told nothing', async () => {
    const { socket, got } = dial();
    socket.write('hello');
    await eventually(() => expect(got()).toBe('hello'));
  });

  it('delays, and keeps the order of the bytes when the delay ends', async () => {
    const { socket, got } = dial();
    proxy.latency(60);
    const start = performance.now();
    socket.write('a');
    await eventually(() => expect(seen).toBe('a'));
    expect(performance.now() - start).toBeGreaterThan(50);
    socket.write('b');
    await new Promise((resolve) => setTimeout(resolve, 10));
    proxy.latency(0);
    socket.write('c');
    await eventually(() => expect(got()).toBe('abc'));
  });

  it('swallows both directions without closing', async () => {
    const { socket, got } = dial();
    socket.write('a');
    await eventually(() => expect(got()).toBe('a'));
    proxy.blackHole(true);
    socket.write('b');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ seen, got: got(), destroyed: socket.destroyed }).toEqual({ seen: 'a', got: 'a', destroyed: false });
  });

  it('cuts in good order, resets, and refuses', async () => {
    const [one, two] = [dial(), dial()];
    await eventually(() => expect(proxy.open()).toBe(2));
    proxy.cut();
    expect(await one.end).toBe('end');
    expect(await two.end).toBe('end');
    const three = dial();
    await eventually(() => expect(proxy.open()).toBe(1));
    proxy.reset();
    expect(await three.end).toBe('ECONNRESET');
    proxy.refuse(true);
    expect(await dial().end).toBe('ECONNRESET');
  });

  it('delivers one message and loses its answer, or loses the message', async () => {
    const first = dial();
    const fired = proxy.cutOnNext((chunk) => chunk.includes('commit'));
    first.socket.write('begin');
    await eventually(() => expect(first.got()).toBe('begin'));
    first.socket.write('commit');
    await fired;
    expect(await first.end).toBe('ECONNRESET');
    expect({ seen, got: first.got() }).toEqual({ seen: 'begincommit', got: 'begin' });
    const second = dial();
    const dropped = proxy.cutOnNext(() => true, false);
    second.socket.write('never');
    await dropped;
    await second.end;
    expect(seen).toBe('begincommit');
  });
});
