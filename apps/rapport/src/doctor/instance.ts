import { urlOf } from '../client';
import { type Readiness, readinessOf } from '../readiness';
import { type Finding, type Look, fail, ok, reasonOf, skipped, warn } from './finding';

const FIX = "read the instance's log; it says why";

const findings = (url: string, { status, checks }: Readiness): Finding[] => [
  status === 'down' ? fail('instance', `${url} is down`, FIX) : ok('instance', `${url} is ${status}`),
  ...Object.entries(checks).flatMap(([name, { status: health, reason }]) => {
    const detail = String(reason ?? health);
    if (health === 'down') return [fail(`instance: ${name}`, detail, FIX)];
    return health === 'degraded' ? [warn(`instance: ${name}`, detail, FIX)] : [];
  }),
];

/** What the running instance says of itself, if one runs. */
export const instance: Look = async ({ config, env }) => {
  const url = urlOf(config, env);
  try {
    return findings(url, await readinessOf(url));
  } catch (error) {
    if (/ECONNREFUSED/.test(reasonOf(error))) return [skipped('instance', `nothing runs at ${url}`)];
    return [fail('instance', reasonOf(error), `is it something else that listens at ${url}?`)];
  }
};
