import { type AddressInfo, type Server, createServer } from 'node:net';
import { portState, requirePort } from './port';

describe('a port', () => {
  let squatter: Server;
  let port: number;
  beforeAll(
    () =>
      new Promise<void>((done) => {
        squatter = createServer().listen(0, '127.0.0.1', done);
      }),
  );
  beforeAll(() => void (port = (squatter.address() as AddressInfo).port));
  afterAll(() => new Promise((done) => squatter.close(done)));

  it('that another program has is refused, with what to do', async () => {
    expect(await portState(port, '127.0.0.1')).toBe('taken');
    await expect(requirePort(port, '127.0.0.1')).rejects.toThrow(
      /taken by another program[\s\S]*RAPPORT_PORT=\d+ npm start/,
    );
  });

  it('0 means any, so there is nothing to look at', () => expect(requirePort(0, '127.0.0.1')).resolves.toBeUndefined());

  it('on an address that this machine does not have is refused', () =>
    expect(requirePort(port, '192.0.2.1')).rejects.toThrow(/cannot listen on 192\.0\.2\.1/));
});
