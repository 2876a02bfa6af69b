import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (32768 and up on Linux, 49152 elsewhere): such a connection could take
 * the port between this look and its use, or while a broker that was killed is away.
 */
const [FIRST, LAST] = [15_000, 32_000];
const ATTEMPTS = 100;

/** A port that nobody listens on at this moment. @throws what the system says, when there is none after many attempts. */
export const freePort = async (): Promise<number> => {
  for (let attempt = 1; ; attempt++) {
    const port = randomInt(FIRST, LAST);
    const refusal = await tried(port);
    if (refusal === null) return port;
    if (attempt === ATTEMPTS) throw refusal;
  }
};

const tried = (port: number): Promise<Error | null> =>
  new Promise((resolve) => {
    const server = createServer().once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
  });
