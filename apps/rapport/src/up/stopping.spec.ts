import { setTimeout as sleep } from 'node:timers/promises';
import { listenForStop } from './stopping';

const signal = (name: NodeJS.Signals): void => void process.emit(name, name);

describe('stopping', () => {
  beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
  afterEach(() => jest.restoreAllMocks());

  it('ends what was started in reverse order, and a failure does not keep the rest running', async () => {
    const order: string[] = [];
    const stopping = listenForStop(() => order.push('exit'));
    stopping.onStop(async () => void order.push('database'));
    stopping.onStop(async () => Promise.reject(new Error('no')));
    stopping.onStop(async () => void order.push('http'));
    signal('SIGTERM');
    await stopping.asked;
    await stopping.stop();
    expect(order).toEqual(['http', 'database']);
  });

  it('stops a start between two steps', async () => {
    const stopping = listenForStop(() => undefined);
    expect(() => stopping.step()).not.toThrow();
    signal('SIGINT');
    expect(() => stopping.step()).toThrow();
    await stopping.stop();
  });

  it("takes npm's echo of a Ctrl-C for the same one, and a later one for the second", async () => {
    const order: string[] = [];
    const stopping = listenForStop((code) => order.push(`exit ${code}`));
    stopping.onStop(
      async () => undefined,
      () => order.push('forced'),
    );
    signal('SIGINT');
    signal('SIGINT');
    expect(order).toEqual([]);
    await sleep(450);
    signal('SIGINT');
    expect(order).toEqual(['forced', 'exit 130']);
    await stopping.stop();
  });
});
