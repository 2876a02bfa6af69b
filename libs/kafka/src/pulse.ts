import { connect as overTcp, isIP, type Socket } from 'node:net';
import { connect as overTls } from 'node:tls';

/** How long a broker may take to say anything at all, in milliseconds: what is frozen, or unreachable, takes longer. */
const PULSE_MS = 2_000;
/** Which requests do you know (ApiVersions 0, as nobody)? Every broker says so to everybody, before any login. */
const QUESTION = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

const opened = (broker: string, tls: boolean): Socket => {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(broker)!;
  const to = { host: host!, port: Number(port) };
  return tls ? overTls({ ...to, ...(isIP(host!) ? {} : { servername: host! }) }) : overTcp(to);
};

/** Whether a broker (`host:port`) answers within a moment: that it takes connections says nothing, a frozen process does. */
export const hasPulse = (broker: string, tls: boolean, ms = PULSE_MS): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = opened(broker, tls);
    const late = setTimeout(() => end(false), ms);
    const end = (isThere: boolean): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(isThere);
    };
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(QUESTION));
    socket.once('data', () => end(true));
    socket.once('close', () => end(false));
    // A certificate that is not liked is an answer, too: the client says what is wrong with it.
    socket.once('error', (error: { readonly syscall?: string }) => end(tls && error.syscall === undefined));
  });

/** The broker that answers first; null when none does. */
export const firstWithPulse = (brokers: readonly string[], tls: boolean, ms = PULSE_MS): Promise<string | null> =>
  Promise.any(
    brokers.map(async (broker) => {
      if (await hasPulse(broker, tls, ms)) return broker;
      throw new Error(broker);
    }),
  ).catch(() => null);
