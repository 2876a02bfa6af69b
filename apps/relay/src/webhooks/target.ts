import { type AddressPolicy, isOwn, mayBeReached } from './address-policy';

/** Which targets an installation sends to. */
export interface TargetPolicy extends AddressPolicy {
  /** Whether http is taken too, for local development. */
  readonly http: boolean;
  /** Ports of public targets. */
  readonly ports: readonly number[];
}

/** A target that must not be called; the message says why and names neither URL nor address. */
export class TargetRefused extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'TargetRefused';
  }
}

const URL_MAX = 2_000;

/** The host of a URL as resolvers take it: without brackets and without the dot at its end. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/** The port of a URL, also where it is the usual one. */
export const portOf = ({ protocol, port }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

/** What can be seen from the text alone. @throws TargetRefused */
export const targetOf = (text: string, { http }: TargetPolicy): URL => {
  if (text.length > URL_MAX || !URL.canParse(text)) throw new TargetRefused('the url is none');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(http && url.protocol === 'http:'))
    throw new TargetRefused(http ? 'the url must be https or http' : 'the url must be https');
  if (url.username !== '' || url.password !== '')
    throw new TargetRefused('the url must not hold a user or a password: requests are signed');
  if (url.hash !== '') throw new TargetRefused('the url must not have a fragment');
  if (hostOf(url) === '') throw new TargetRefused('the url names no host');
  return url;
};

/**
 * Judges the addresses that a target's host has at this moment: all of them must be allowed, because nobody knows which one
 * is taken, and a name with one foot inside has no business here.
 * @throws TargetRefused
 */
export const requireReachable = (url: URL, addresses: readonly string[], policy: TargetPolicy): void => {
  if (addresses.length === 0) throw new TargetRefused('the host has no address');
  if (!addresses.every((address) => mayBeReached(address, policy)))
    throw new TargetRefused('the host is not a public one');
  if (policy.ports.includes(portOf(url)) || addresses.every((address) => isOwn(address, policy))) return;
  throw new TargetRefused('the port is not one of those that may be called');
};
