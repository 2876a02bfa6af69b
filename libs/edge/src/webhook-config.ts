import { isIP } from 'node:net';
import type { Settings } from './kafka-config';

/** Where webhooks may go. */
export interface WebhookConfig {
  /** Whether http is taken beside https. */
  readonly http: boolean;
  /** Ranges in CIDR notation that may be called though they are not public. */
  readonly allow: readonly string[];
  /** Ports of public targets. */
  readonly ports: readonly number[];
  /** Days after which a target that only fails is not called any more. */
  readonly giveUpDays: number;
}

const PORT_MAX = 65_535;

/** `10.1.2.0/24`; an address alone is the range of itself. Null when it is none. */
const rangeOf = (text: string): string | null => {
  const [address = '', bits, ...rest] = text.split('/');
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
  if (most === 0 || rest.length > 0 || address.includes('%')) return null;
  if (bits === undefined) return `${address}/${most}`;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? text : null;
};

const parts = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Reads what `RAPPORT_WEBHOOK_*` says. */
export const webhookConfig = ({ text, number, flag, fault }: Omit<Settings, 'secret'>): WebhookConfig => {
  const given = parts(text('RAPPORT_WEBHOOK_ALLOW'));
  const allow = given.flatMap((part) => rangeOf(part) ?? []);
  if (allow.length < given.length)
    fault('RAPPORT_WEBHOOK_ALLOW must be addresses or ranges like 10.1.2.0/24, with commas between');
  const ports = parts(text('RAPPORT_WEBHOOK_PORTS') ?? '443,8443').map(Number);
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > PORT_MAX))
    fault('RAPPORT_WEBHOOK_PORTS must be ports, with commas between');
  const giveUpDays = number('RAPPORT_WEBHOOK_GIVE_UP_DAYS', 5, 1, 365);
  return { http: flag('RAPPORT_WEBHOOK_HTTP'), allow, ports, giveUpDays };
};
