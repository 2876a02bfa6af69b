import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where webhooks may go; see `WebhookConfig`. */
export interface AddressPolicy {
  /** Ranges in CIDR notation that are allowed though they are not public. */
  readonly allow: readonly string[];
}

/** Public by their number, and yet the inside of a cloud: Azure's metadata and host agent. */
const INSIDE = new Set(['168.63.129.16']);
/** All of IPv6 that is given out for the public Internet; whatever carries an IPv4 address in it is beside it or named below. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');
const DOCUMENTATION_V6 = ipaddr.parseCIDR('3fff::/20');

type Address = ReturnType<typeof ipaddr.parse>;

const within = (address: Address, range: readonly [Address, number]): boolean =>
  address.kind() === range[0].kind() && address.match(range as never);

/**
 * True when a request may be sent to an address: it is public, or in a range that the operator allows. Refused is whatever is not
 * plainly public: private, loopback, link-local (where clouds keep their metadata), unique local, carrier-grade NAT, multicast,
 * reserved, and IPv6 forms that carry an IPv4 address (mapped, 6to4, Teredo, NAT64), because where these end is not to be seen.
 */
export const mayBeReached = (text: string, { allow }: AddressPolicy): boolean => {
  // The parser also takes short and octal forms; and a zone names an interface of this machine.
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (allow.some((range) => within(address, ipaddr.parseCIDR(range)))) return true;
  if (address.range() !== 'unicast' || INSIDE.has(address.toString())) return false;
  return address.kind() === 'ipv4' || (within(address, GLOBAL_V6) && !within(address, DOCUMENTATION_V6));
};

/** True when the operator has allowed the address itself, so that any port of it may be used. */
export const isOwn = (text: string, { allow }: AddressPolicy): boolean =>
  isIP(text) !== 0 && allow.some((range) => within(ipaddr.parse(text), ipaddr.parseCIDR(range)));
