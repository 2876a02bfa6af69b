import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { PortTaken } from './errors';

/**
 * The port to use: the given one, which must be free; else the one remembered from last time when it is free; else any
 * free one, which is remembered.
 * @throws PortTaken when the given port belongs to another program.
 */
export const choosePort = async (given: number | undefined, portFile: string): Promise<number> => {
  if (given !== undefined) {
    if ((await tryPort(given)) === undefined) throw new PortTaken(given);
    return given;
  }
  const remembered = readRemembered(portFile);
  const port = (remembered && (await tryPort(remembered))) || (await tryPort(0))!;
  writeFileSync(portFile, String(port));
  return port;
};

const readRemembered = (portFile: string): number | undefined => {
  try {
    const port = Number(readFileSync(portFile, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
  } catch {
    return undefined;
  }
};

/** The port when it can be listened on (0 = any), or undefined. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
