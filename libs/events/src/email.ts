import { domainToASCII } from 'node:url';
import { refuse, type Refusal } from './refusal';

const LOCAL = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const dotted = (local: string) => !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
const WRITABLE = /^[\p{L}\p{M}\p{N}.\-]+$/u;

const fold = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC');

/**
 * One form per mailbox: NFC, lower case (no provider of note tells cases apart), the domain in its ASCII form (IDNA). Dots
 * and plus parts stay, because only some providers ignore them. Refuses what no mail server takes; quoted local parts and
 * bare host names are refused too.
 */
export const normaliseEmail = (value: string): string | Refusal => {
  const text = fold(value.trim());
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const written = text.slice(at + 1);
  const domain = WRITABLE.test(written) ? domainToASCII(written) : '';
  if (!LOCAL.test(local) || !dotted(local) || Buffer.byteLength(local) > 64 || !DOMAIN.test(domain))
    return refuse('bad-email', 'an e-mail address looks like name@example.com, without display name or brackets');
  return `${local}@${domain}`;
};
