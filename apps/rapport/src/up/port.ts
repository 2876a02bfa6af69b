import { createServer } from 'node:net';
import { Advice } from '../terminal';

/** True when this process may listen there; 'denied' for ports that need more rights. */
export const portState = (port: number, host: string): Promise<'free' | 'taken' | 'denied'> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE') done('taken');
      else if (code === 'EACCES') done('denied');
      else fail(new Advice(`cannot listen on ${host}:${port}: ${message}`));
    });
    server.listen(port, host, () => server.close(() => done('free')));
  });

/** Looks before anything is started: an answer in milliseconds, and nothing to clear away. */
export const requirePort = async (port: number, host: string): Promise<void> => {
  const state = port === 0 ? 'free' : await portState(port, host);
  if (state === 'free') return;
  const other = `RAPPORT_PORT=${port < 65_000 ? port + 1 : 3000} npm start`;
  throw new Advice(
    state === 'taken'
      ? `port ${port} is taken by another program.\n` +
          `Start on another port:  ${other}\n` +
          `or find who has it:     ss -ltnp 'sport = :${port}'   (macOS: lsof -nP -iTCP:${port} -sTCP:LISTEN)`
      : `port ${port} needs more rights than this user has.\nStart on a port from 1024 up:  RAPPORT_PORT=3000 npm start`,
  );
};
