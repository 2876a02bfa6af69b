import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The addresses of a host. An empty list: it has none. Rejects when nobody could be asked. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** No resolver waits longer than that for one answer. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks name servers and nobody else. Not the resolver of the operating system: that one takes a thread for as long as a name
 * server is silent, and there are four of them for everything a process does. So `/etc/hosts` is not read and short
 * names are not completed; `localhost` is known.
 */
export const resolver = (): Resolve => {
  const dns = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  return async (host) => {
    if (isIP(host)) return [host];
    if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1'];
    const found = await Promise.allSettled([dns.resolve4(host), dns.resolve6(host)]);
    const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    if (addresses.length > 0) return addresses;
    const failed = found.find((one) => one.status === 'rejected' && !NONE.has(String(one.reason?.code)));
    if (failed?.status === 'rejected') throw failed.reason;
    return [];
  };
};
