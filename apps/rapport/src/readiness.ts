/** One part's health, as /health/ready says it. */
export interface PartHealth {
  readonly status: 'up' | 'degraded' | 'down';
  readonly reason?: string;
  readonly [detail: string]: unknown;
}

/** The answer of /health/ready. */
export interface Readiness {
  readonly status: 'up' | 'degraded' | 'down' | 'draining';
  readonly checks: Readonly<Record<string, PartHealth>>;
}

const PATIENCE_MS = 5_000;

/** Asks an instance how it is. @throws when nothing answers, or something that is not Rapport. */
export const readinessOf = async (url: string): Promise<Readiness> => {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const body = (await response.json().catch(() => ({}))) as Partial<Readiness>;
  if (!body.status || !body.checks) throw new Error(`${url} answered ${response.status}, but not as Rapport does`);
  return { status: body.status, checks: body.checks };
};
